"""A temporary Alembic environment over a lesson's database, with revisions made of functions."""

from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import wrap
from typing import Any

import alembic
from alembic import command, context
from alembic.config import Config
from sqlalchemy import MetaData, NullPool

from lessons.backends import ask
from lessons.lesson import Lesson
from lessons.paper import source
from lessons.recording import Recording, Statement

Step = Callable[[], None]
CHANGES = ("BEGIN", "COMMIT", "ROLLBACK", "CREATE", "ALTER", "DROP", "INSERT", "UPDATE")
MIGRATING, WRITING = ("upgrade", "downgrade"), ("revision", "merge")
MAKO = Path(alembic.__file__).parent / "templates/generic/script.py.mako"


def migrate() -> None:
    """Run the revisions on the lesson's engine: the env.py of most lessons."""
    with context.config.attributes["engine"].connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=context.config.attributes.get("metadata"),
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


def env(*functions: Callable[..., Any], imports: str = "", call: str = "migrate()") -> str:
    """Return the text of an env.py that consists of `functions`."""
    parts = [f"from alembic import context\n{imports}", *map(source, functions), call]
    return "\n\n\n".join(parts) + "\n"


class Workshop:
    """Runs Alembic's commands there, and prints each with what it says and changes."""

    def __init__(self, lesson: Lesson, config: Config, said: StringIO) -> None:
        self.config = config
        self._lesson = lesson
        self._said = said

    @property
    def versions(self) -> Path:
        """Where the revisions are."""
        return Path(str(self.config.get_main_option("script_location"))) / "versions"

    def write(
        self,
        revision: str,
        after: str | None,
        upgrade: Step,
        downgrade: Step | None = None,
        *,
        imports: str = "",
    ) -> Path:
        """Write a revision whose steps are these functions; one of that name is replaced."""
        steps = [upgrade] if downgrade is None else [upgrade, downgrade]
        names = [f"upgrade = {upgrade.__name__}"]
        names += [f"downgrade = {downgrade.__name__}"] if downgrade else []
        head = (
            f'"""{(upgrade.__doc__ or "").strip()}"""\n\n'
            f"import sqlalchemy as sa\nfrom alembic import op\n{imports}\n"
            f"revision = {revision!r}\ndown_revision = {after!r}\n"
        )
        path = self.versions / f"{revision}.py"
        path.write_text("\n\n".join([head, *map(source, steps), *names]) + "\n")
        return path

    def run(self, name: str, *arguments: Any, show: bool = True, **options: Any) -> str:
        """Do what `alembic NAME …` does, print it, and return what it said."""
        self._said.seek(0)
        self._said.truncate()
        if show:
            self._lesson.gap()
            self._lesson.show(" ".join(["$ alembic", name, *words(arguments, options)]))
        with self._lesson.sql(show=False) as sent:
            try:
                getattr(command, name)(self._config(name), *arguments, **options)
            finally:
                if show:
                    self._lesson.show(*said(self._said.getvalue()))
                    self._lesson.show(*(changes(sent) if name in MIGRATING else ()))
        return self._said.getvalue()

    def _config(self, name: str) -> Config:
        """Return the configuration; a quiet one where the path of a new file would be printed."""
        if name not in WRITING:
            return self.config
        quiet = Config(cmd_opts=Namespace(quiet=True), attributes=self.config.attributes)
        for option in ("script_location", "path_separator"):
            quiet.set_main_option(option, str(self.config.get_main_option(option)))
        return quiet


def words(arguments: Sequence[Any], options: Mapping[str, Any]) -> Iterator[str]:
    """Yield what one would type for the arguments of one of Alembic's functions."""
    for argument in arguments:
        yield from argument if isinstance(argument, list) else [str(argument)]
    for name, value in options.items():
        yield "--" + name.replace("_", "-")
        if value is not True:
            yield str(value)


def said(text: str) -> Iterator[str]:
    """Yield what Alembic prints, wrapped."""
    for line in text.splitlines():
        yield from wrap(line, 76, subsequent_indent="    ")


def changes(recording: Recording) -> Iterator[str]:
    """Yield the statements that change something, without Alembic's own questions."""
    kept: list[Statement] = []
    for one in recording.sent:
        if one.sql in ("COMMIT", "ROLLBACK") and kept and kept[-1].sql == "BEGIN":
            kept.pop()
        elif one.sql.lstrip().startswith(CHANGES):
            kept.append(one)
    if kept:
        yield from Recording(kept).lines(parameters=False)


@contextmanager
def workshop(
    lesson: Lesson,
    *,
    metadata: MetaData | None = None,
    env_text: str = "",
    url: object = None,
) -> Iterator[Workshop]:
    """Yield an environment without revisions; the service's tables are dropped first."""
    ask(lesson.dsn, "DROP SCHEMA public CASCADE")
    ask(lesson.dsn, "CREATE SCHEMA public")
    text = StringIO()
    with TemporaryDirectory() as folder, lesson.engine(poolclass=NullPool) as engine:
        (Path(folder) / "versions").mkdir()
        (Path(folder) / "env.py").write_text(env_text or env(migrate))
        (Path(folder) / "script.py.mako").write_text(MAKO.read_text())
        config = Config(
            stdout=text,
            attributes={"engine": engine, "metadata": metadata, "url": url},
        )
        config.set_main_option("script_location", folder)
        config.set_main_option("path_separator", "os")
        yield Workshop(lesson, config, text)


def tables(lesson: Lesson) -> Sequence[str]:
    """Return the names of the tables that are there."""
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    return [str(name) for (name,) in ask(lesson.dsn, query)]


def columns(lesson: Lesson, table: str) -> Sequence[str]:
    """Return the names of a table's columns."""
    query = (
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position"
    )
    return [str(name) for (name,) in ask(lesson.dsn, query, table)]
