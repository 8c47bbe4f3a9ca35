"""What a type checker sees in an entity, and not in a dict.

`Mapped[str]` tells the checker what an attribute holds. A misspelt name, a number taken for
text, an entity taken for its name: mypy says so before the program runs. In a dict it cannot see
which keys there are; that shows when the program runs.

See: https://docs.sqlalchemy.org/en/21/orm/declarative_tables.html#orm-declarative-mapped-column
See: https://mypy.readthedocs.io/en/stable/getting_started.html
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

from sqlalchemy import text

from lessons.errors import UserError
from lessons.lesson import Lesson

MODELS = """\
    from sqlalchemy import select
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

    class Base(DeclarativeBase):
        pass

    class Toy(Base):
        __tablename__ = "toys"
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str]
    """
BY_DICT = """\
    def label(toy: dict[str, str]) -> str:
        return toy["nmae"].upper()

    def next_label(toy: dict[str, str]) -> str:
        return toy["id"] + toy["name"]
    """
BY_ENTITY = """\
    def label(toy: Toy) -> str:
        return toy.nmae.upper()

    def next_label(toy: Toy) -> str:
        return toy.id + toy.name

    def first(session: Session) -> str:
        return session.scalars(select(Toy)).one()
    """
MENDED = """\
    def label(toy: Toy) -> str:
        return toy.name.upper()

    def next_label(toy: Toy) -> str:
        return f"{toy.id} {toy.name}"

    def first(session: Session) -> str:
        return session.scalars(select(Toy)).one().name
    """


def complaints(folder: Path, *parts: str) -> list[str]:
    """Return what mypy says about a program, without file and line."""
    program = folder / "program.py"
    program.write_text("\n".join(map(dedent, parts)))
    cache = folder / "cache"
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache), program.name],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    if "No module named mypy" in checked.stderr:
        raise UserError("This lesson needs mypy: pip install mypy.")
    return [
        line.split("error: ")[1].partition("  [")[0]
        for line in checked.stdout.splitlines()
        if "error: " in line
    ]


def label(toy: dict[str, str]) -> str:
    return toy["nmae"].upper()


def run(lesson: Lesson) -> None:
    lesson.fill(toys=1)
    with TemporaryDirectory() as name, lesson.engine() as engine:
        folder = Path(name)

        lesson.step("Wrong: rows as dicts")
        lesson.listing(BY_DICT)
        said = complaints(folder, BY_DICT)
        lesson.figure("complaints of mypy --strict", len(said))
        lesson.claim("mypy finds nothing to complain of", said == [])
        with engine.connect() as connection:
            row = dict(connection.execute(text("SELECT * FROM toys")).mappings().one())
        lesson.say("Run on a row of the database, label(row) fails:")
        with lesson.raises(KeyError):
            label(row)

        lesson.step("Right: rows as entities, and the same slips")
        lesson.listing(MODELS, BY_ENTITY)
        said = complaints(folder, MODELS, BY_ENTITY)
        for complaint in said:
            lesson.say(f"mypy: {complaint}")
        lesson.claim(
            "the misspelt name is found", any('no attribute "nmae"' in one for one in said)
        )
        lesson.claim(
            "adding a number to text is found", any("operand types" in one for one in said)
        )
        lesson.claim("a toy taken for its name is found", any('got "Toy"' in one for one in said))

        lesson.step("Mended")
        lesson.listing(MENDED)
        lesson.claim("mypy has nothing to say", complaints(folder, MODELS, MENDED) == [])
