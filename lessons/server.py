"""A PostgreSQL server for lessons: each gets a migrated database of its own there."""

import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from psycopg.sql import SQL, Identifier
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from lessons.errors import UserError
from shared.urls import for_libpq

ROOT = Path(__file__).parents[1]
STOP_TIMEOUT_S = 30.0


class Server:
    """Makes databases on a server and drops them again; whatever else it holds is not touched.

    Raises `UserError` when the server is out of reach, or does not let databases be made.
    """

    def __init__(self, url: str) -> None:
        try:
            self._url = make_url(url).set(drivername="postgresql")
        except ArgumentError:
            raise UserError(
                f"{url!r} is no database URL: write postgresql://user:password@host:port/database."
            ) from None
        self._prefix = f"lesson_{secrets.token_hex(4)}"
        self._template = ""
        self._made = 0
        self._left: set[str] = set()

    @contextmanager
    def database(self) -> Iterator[str]:
        """Yield the URL of a migrated, empty database, and drop it."""
        self._template = self._template or self._migrated()
        name = self._create(self._template)
        try:
            yield for_libpq(self._at(name))
        finally:
            self._drop(name)

    def close(self) -> None:
        """Drop what is left, be it half made."""
        for name in sorted(self._left):
            self._drop(name)
        self._template = ""

    def _migrated(self) -> str:
        name = self._create("template0")
        config = Config(ROOT / "alembic.ini", attributes={"configure_logging": False})
        url = for_libpq(self._at(name))
        # Alembic's ini files interpolate on %, which an encoded password may hold
        config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
        try:
            command.upgrade(config, "head")
        except SQLAlchemyError as error:
            raise UserError(f"The tables could not be made: {one_line(error)}") from None
        return name

    def _create(self, template: str) -> str:
        self._made += 1
        name = f"{self._prefix}_{self._made}"
        self._left.add(name)  # first, for an interruption may come when it is made
        try:
            self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        except UserError:
            self._left.remove(name)
            raise
        return name

    def _drop(self, name: str) -> None:
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self._left.discard(name)

    def _execute(self, statement: Any, *names: str) -> None:
        """Run a statement, in a database that is not a copy's original."""
        try:
            with psycopg.connect(for_libpq(self._url), autocommit=True) as connection:
                connection.execute(SQL(statement).format(*map(Identifier, names)))
        except psycopg.errors.InsufficientPrivilege:
            raise UserError(
                "Lessons make databases of their own and drop them again, and this user may not:"
                " ALTER ROLE … CREATEDB allows it, or leave --database-url out."
            ) from None
        except psycopg.Error as error:
            raise UserError(
                f"The server of --database-url does not do what lessons need: {one_line(error)}"
            ) from None

    def _at(self, database: str) -> URL:
        return self._url.set(database=database)


@contextmanager
def serving(url: str | None) -> Iterator[Server]:
    """Yield the server at `url`, or an embedded one that ends with the block."""
    if url is None:
        with embedded() as started, serving(started) as server:
            yield server
        return
    server = Server(url)
    try:
        yield server
    finally:
        server.close()


@contextmanager
def embedded() -> Iterator[str]:
    """Yield the URL of a PostgreSQL of our own.

    `bench postgres` serves until its standard input is closed, so it ends with this process,
    however that ends.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "bench", "postgres", "--until-eof"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for us; it ends when we are done with it
    ) as process:
        try:
            url = process.stdout.readline().strip() if process.stdout else ""
            if not url:
                _, said = process.communicate(timeout=STOP_TIMEOUT_S)
                raise UserError(said.strip().removeprefix("Error: ") or "No PostgreSQL started.")
            yield url
        finally:
            if process.stdin and not process.stdin.closed:
                process.stdin.close()
            try:
                process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()


def one_line(error: BaseException) -> str:
    """Return the first line of an error."""
    return (str(error).splitlines() or [type(error).__name__])[0]
