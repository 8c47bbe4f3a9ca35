"""Upgrade, downgrade, history: walking through revisions.

A database knows its revision: one row in `alembic_version`. `upgrade head` runs what is missing,
in order; `downgrade` undoes, and gives back tables but no rows. `current` tells where a database
is, `history` what there is, `check` whether models and tables agree. These are the revisions of
this repository's own service.

See: https://alembic.sqlalchemy.org/en/latest/tutorial.html#running-our-first-migration
See: https://alembic.sqlalchemy.org/en/latest/tutorial.html#downgrading
See: https://alembic.sqlalchemy.org/en/latest/tutorial.html#viewing-history-ranges
"""

from io import StringIO
from pathlib import Path

from alembic.config import Config

from lessons.backends import ask
from lessons.lesson import Lesson
from lessons.revisions import Workshop, tables

ROOT = Path(__file__).parents[2]
TARGET, MIDDLE = "head", "0002"


def service(lesson: Lesson) -> Workshop:
    """Return the service's own environment, over the lesson's database."""
    said = StringIO()
    config = Config(
        ROOT / "alembic.ini",
        stdout=said,
        attributes={"configure_logging": False},
    )
    config.set_main_option("sqlalchemy.url", lesson.dsn.replace("%", "%%"))
    return Workshop(lesson, config, said)


def indexes(lesson: Lesson) -> list[str]:
    query = "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
    return [str(name) for (name,) in ask(lesson.dsn, query)]


def run(lesson: Lesson) -> None:
    """Go all the way down and up again."""
    alembic = service(lesson)
    lesson.step("Where are we, and what is there?")
    here, history = alembic.run("current"), alembic.run("history")
    lesson.claim("the database is at the newest revision", "(head)" in here)
    lesson.claim("the history has three", len(history.splitlines()) == 3)
    before = tables(lesson), indexes(lesson)

    lesson.step("One step down")
    alembic.run("downgrade", "-1")
    gone = set(before[1]) - set(indexes(lesson))
    lesson.claim("the newest revision's index is gone", gone == {"ix_posts_author_id"})
    lesson.claim("every table is still there", tables(lesson) == before[0])

    lesson.step("All the way down, and up again")
    alembic.run("downgrade", "base")
    lesson.claim("only Alembic's own table is left", tables(lesson) == ["alembic_version"])
    alembic.run("upgrade", TARGET)
    lesson.say(f"Tables: {', '.join(tables(lesson))}.")
    lesson.claim("everything is as before", (tables(lesson), indexes(lesson)) == before)

    lesson.step("Do models and tables agree?")
    lesson.claim("they do", "No new upgrade operations" in alembic.run("check"))
