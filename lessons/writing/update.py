"""Update by object and by statement.

Changing an object costs a SELECT before and an UPDATE after, and sends only the columns that
changed, and those with an `onupdate`; nothing changed, nothing sent. A statement changes many
rows without reading them, and also the objects that the session holds. What must not get lost
between reading and writing (a counter) belongs into the statement.

See: https://docs.sqlalchemy.org/en/21/orm/queryguide/dml.html#orm-update-and-delete-with-custom-where-criteria
"""

import re
from collections.abc import Callable

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from lessons.lesson import Lesson
from shared.models import Post, Toy

TOYS = 50


def all_by_object(session: Session) -> None:
    """Read them, change them."""
    for toy in session.scalars(select(Toy)):
        toy.name = toy.name.upper()
    session.flush()


def all_by_statement(session: Session) -> None:
    """Let the server do it."""
    session.execute(update(Toy).values(name=func.lower(Toy.name)))


def read_then_write(session: Session) -> None:
    """Add a letter to what was read."""
    post = session.get_one(Post, 1)
    post.title = post.title + "!"


def write_only(session: Session) -> None:
    """Add a letter to what is there."""
    statement = update(Post).where(Post.id == 1)
    session.execute(statement.values(title=Post.title + "!"))


def run(lesson: Lesson) -> None:
    lesson.fill(users=1, toys=TOYS, posts=1)
    with lesson.engine() as engine:
        with Session(engine) as session:
            one_object(lesson, session)

        lesson.step(f"{TOYS} toys by object")
        lesson.code(all_by_object)
        with lesson.sql(show=False) as by_object, Session(engine) as session:
            all_by_object(session)
            session.commit()
        lesson.figure("rows read and changed", by_object.rows)

        lesson.step(f"{TOYS} toys by statement")
        lesson.code(all_by_statement)
        with Session(engine) as session:
            held = session.get_one(Toy, 1)
            with lesson.sql() as by_statement:
                all_by_statement(session)
            name = held.name
            session.commit()
        lesson.figure("rows changed", by_statement.rows)
        lesson.claim("one UPDATE and nothing else", by_statement.verbs() == ["UPDATE"])
        lesson.claim("changed all of them", by_statement.rows == TOYS)
        lesson.claim(f"by object, {TOYS} rows came first", by_object.rows == 2 * TOYS)
        lesson.claim("an object that a session holds knows of it", name == "toy 1")

        lesson.step("Wrong: two requests read, then both write")
        lesson.code(read_then_write)
        lesson.claim(
            "one of both changes is lost", both_at_once(engine, read_then_write) == "post 1!"
        )

        lesson.step("Right: the statement says how to change what is there")
        lesson.code(write_only)
        lesson.claim("no change is lost", both_at_once(engine, write_only) == "post 1!!!")


def one_object(lesson: Lesson, session: Session) -> None:
    """Change one object, and set one to what it is."""
    lesson.step("One object: toy.name = …")
    toy = session.get_one(Toy, 1)
    with lesson.sql() as sql:
        toy.name = "toy one"
        session.flush()
    lesson.claim("one UPDATE", sql.verbs() == ["UPDATE"])
    changed = re.findall(r"(\w+)=", sql.statements[0].sql)
    lesson.claim("of what changed, and of updated_at", changed == ["name", "updated_at"])
    with lesson.sql() as sql:
        toy.name = "toy one"
        session.flush()
    lesson.claim("the same value again: nothing is sent", sql.sent == [])


def both_at_once(engine: Engine, change: Callable[[Session], None]) -> str:
    """Let two sessions read before either writes."""
    with Session(engine) as first, Session(engine) as second:
        held = second.get_one(Post, 1)
        change(first)
        first.commit()
        change(second)
        second.commit()
        del held  # a session holds on to what is changed, not to what is only read
    return title(engine)


def title(engine: Engine) -> str:
    """Return what the post is called now."""
    with Session(engine) as session:
        return session.get_one(Post, 1).title
