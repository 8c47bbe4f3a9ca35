"""Connections of a synchronous engine. Twin of `shared.db.connections.aio`."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Executable, Row

from shared.db.failures import bare, translated
from shared.db.sync import engine, transactional
from shared.settings import Settings

Values = Mapping[str, Any] | None


class Connections:
    """Runs statements that stand alone, and hands out transactions, from one pool.

    A statement alone is a transaction by itself.

    The keywords of each method are the ids that a write names (``user=17``), for error messages.
    """

    def __init__(self, settings: Settings) -> None:
        self._engine = engine(settings)
        self._lost = bare(self._engine.dialect)
        self._transactions = transactional(self._engine)

    def row(
        self, statement: Executable, values: Values = None, **named: int
    ) -> Row[*tuple[Any, ...]] | None:
        """Run a statement and return its first row, if there is one."""
        with translated(*self._lost, **named):
            return self._row(statement, values)

    def rows(
        self, statement: Executable, values: Values = None, **named: int
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        """Run a statement and return its rows."""
        with translated(*self._lost, **named):
            return self._rows(statement, values)

    def run(self, statement: Executable, values: Values = None, **named: int) -> None:
        """Run a statement that returns no rows."""
        with translated(*self._lost, **named):
            self._run(statement, values)

    def _row(self, statement: Executable, values: Values) -> Row[*tuple[Any, ...]] | None:
        with self._engine.connect() as connection:
            return connection.execute(statement, values).first()

    def _rows(self, statement: Executable, values: Values) -> Sequence[Row[*tuple[Any, ...]]]:
        with self._engine.connect() as connection:
            return connection.execute(statement, values).all()

    def _run(self, statement: Executable, values: Values) -> None:
        with self._engine.connect() as connection:
            connection.execute(statement, values)

    @contextmanager
    def transaction(self, **named: int) -> Iterator[Connection]:
        """Yield a connection in one transaction, committed at the end, rolled back on error."""
        with translated(*self._lost, **named):  # noqa: SIM117  (two lines, as its twin needs them)
            with self._transactions.begin() as connection:
                yield connection

    def close(self) -> None:
        """Close the pool."""
        self._engine.dispose()
