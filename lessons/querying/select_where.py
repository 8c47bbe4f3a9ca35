"""A statement is data until it is executed.

`select()` sends nothing: it makes an object, and each call on it makes another one. So conditions
can be gathered step by step, and a statement can be built once and executed often. Values become
parameters, never text.

See: https://docs.sqlalchemy.org/en/21/tutorial/data_select.html#the-where-clause
"""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from lessons.lesson import Lesson
from shared.models import Toy


def forgets(name: str | None) -> Select[Toy]:
    """Call where(), and drop what it returns."""
    statement = select(Toy)
    if name is not None:
        statement.where(Toy.name == name)
    return statement


def toys(name: str | None = None, after: int | None = None) -> Select[Toy]:
    """Gather the conditions that are wanted."""
    statement = select(Toy).order_by(Toy.id)
    if name is not None:
        statement = statement.where(Toy.name == name)
    if after is not None:
        statement = statement.where(Toy.id > after)
    return statement


def run(lesson: Lesson) -> None:
    lesson.fill(toys=5)
    with lesson.engine() as engine, Session(engine) as session:
        lesson.step("Wrong: where() changes nothing, it returns a new statement")
        lesson.code(forgets)
        with lesson.sql(show=False) as sql:
            statement = forgets("toy 3")
        lesson.claim("building a statement sends nothing", sql.sent == [])
        found = session.scalars(statement).all()
        lesson.claim("the condition is lost: all 5 toys come", len(found) == 5)

        lesson.step("Right: keep what it returns")
        lesson.code(toys)
        with lesson.sql() as sql:
            named = session.scalars(toys(name="toy 3")).all()
        lesson.claim("one toy", [toy.name for toy in named] == ["toy 3"])
        lesson.claim(
            "the name went beside the SQL, not in it", "toy 3" not in sql.statements[0].sql
        )

        lesson.step("Several conditions are joined by AND; or_() is the other way")
        with lesson.sql() as sql:
            both = session.scalars(toys(name="toy 3", after=3)).all()
            either = session.scalars(select(Toy).where(or_(Toy.id == 1, Toy.name == "toy 3"))).all()
        lesson.claim("AND: no toy is named so and comes after", not both)
        lesson.claim("OR: two toys", {toy.id for toy in either} == {1, 3})
