"""Sessions over a synchronous engine. Twin of `shared.db.aio`."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from shared.db import timing
from shared.db.failures import translated
from shared.db.options import engine_options
from shared.settings import Settings


class Sessions:
    """Hands out sessions for one use case each, from one pool.

    `expire_on_commit=False`: what was written is answered from memory, not read again.
    """

    def __init__(self, settings: Settings) -> None:
        self._engine = create_engine(settings.url, **engine_options(settings))
        if settings.server_timing:
            timing.watch(self._engine)
        self._reads = sessionmaker(self._engine, expire_on_commit=False)
        self._writes = sessionmaker(
            self._engine.execution_options(isolation_level="READ COMMITTED"),
            expire_on_commit=False,
        )

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session whose statements stand alone: no BEGIN, no COMMIT."""
        session = self._reads()
        with translated():
            try:
                yield session
            finally:  # not `with`: as in the twin
                session.close()

    @contextmanager
    def write(self, **named: int) -> Iterator[Session]:
        """Yield a session in one transaction, committed at the end, rolled back on error.

        The keywords are the ids that the write names (``user=17``), for error messages.
        """
        with translated(**named):  # noqa: SIM117  (two lines, as its twin needs them)
            with self._writes.begin() as session:
                yield session

    def close(self) -> None:
        """Close the pool."""
        self._engine.dispose()
