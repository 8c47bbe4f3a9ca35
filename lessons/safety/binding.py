"""Binding against string building.

A value that is put into the text of a statement becomes part of it, and whoever wrote the value
writes the statement. A bound parameter travels beside the text: to the server it is a value,
whatever is in it. `select()` and `insert()` bind by themselves; in `text()` it takes a `:name`.

See: https://docs.sqlalchemy.org/en/21/tutorial/dbapi_transactions.html#sending-parameters
See: https://www.psycopg.org/psycopg3/docs/basic/params.html
"""

from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.orm import Session

from lessons.lesson import Lesson
from shared.models import Toy

NOSY = "' OR true --"
DROP_POST_TOY = "kite'); DROP TABLE post_toy; --"
DROP_USER_TOY = "kite'); DROP TABLE user_toy; --"


def find_by_text(engine: Engine, name: str) -> int:
    """Put the name into the text."""
    statement = f"SELECT id FROM toys WHERE name = '{name}'"
    with engine.connect() as connection:
        return len(connection.execute(text(statement)).all())


def create_by_text(engine: Engine, name: str) -> None:
    """Put the name into the text."""
    statement = f"INSERT INTO toys (name) VALUES ('{name}')"
    with engine.begin() as connection:
        connection.execute(text(statement))


def find(engine: Engine, name: str) -> int:
    """Bind the name in a text."""
    statement = text("SELECT id FROM toys WHERE name = :name")
    with engine.connect() as connection:
        return len(connection.execute(statement, {"name": name}).all())


def create(engine: Engine, name: str) -> None:
    """Let the ORM bind it."""
    with Session(engine) as session:
        session.add(Toy(name=name))
        session.commit()


def last_name(engine: Engine) -> str:
    """Return what the newest toy is called."""
    with Session(engine) as session:
        return session.scalars(select(Toy.name).order_by(Toy.id.desc())).first() or ""


def run(lesson: Lesson) -> None:
    lesson.fill(toys=5)
    with lesson.engine("psycopg2") as engine:
        lesson.step("Wrong: built into the text")
        lesson.code(find_by_text)
        with lesson.sql():
            found = find_by_text(engine, NOSY)
        lesson.claim("the name ' OR true -- finds every toy", found == 5)
        lesson.code(create_by_text)
        with lesson.sql():
            create_by_text(engine, DROP_POST_TOY)
        lesson.claim("a name has dropped a table", not inspect(engine).has_table("post_toy"))

        lesson.step("Right: bound")
        lesson.code(find)
        with lesson.sql():
            found = find(engine, NOSY)
        lesson.claim("no toy has the name ' OR true --", found == 0)
        lesson.code(create)
        with lesson.sql() as sql:
            create(engine, DROP_USER_TOY)
        lesson.claim("the text does not hold the value", "DROP" not in sql.statements[0].sql)
        lesson.claim("the name is read back as it was", last_name(engine) == DROP_USER_TOY)
        lesson.claim("and the table is there", inspect(engine).has_table("user_toy"))

    lesson.step("No driver saves you: the same with psycopg 3")
    with lesson.engine("psycopg") as engine:
        create_by_text(engine, DROP_USER_TOY)
        lesson.claim("now this table is gone too", not inspect(engine).has_table("user_toy"))
