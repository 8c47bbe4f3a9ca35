"""The engine, and synchronous sessions over it. Twin of `shared.db.aio`."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session, sessionmaker

from shared.db import timing
from shared.db.closing import session_class
from shared.db.disconnects import drop_lost_connections
from shared.db.failures import Lost, bare, translate, translated
from shared.db.options import engine_options
from shared.db.pools.patience import QueuePool
from shared.db.transactions import leave_autocommit
from shared.observability import engines
from shared.settings import Settings


def engine(settings: Settings) -> Engine:
    """Return the engine for `settings`, whatever access style it serves."""
    options = engine_options(settings)
    made = create_engine(settings.url, poolclass=QueuePool, **options)
    drop_lost_connections(made)
    if settings.server_timing:
        timing.watch(made)
    engines.watch(made, settings)
    return made


def transactional(engine: Engine) -> Engine:
    """Return the engine of the same pool whose connections begin transactions."""
    made = engine.execution_options()
    leave_autocommit(made)
    return made


class Reading:
    """A session without BEGIN and COMMIT, closed at the end.

    A class and not a generator, and closed by hand: reads are what a service does all day.
    """

    __slots__ = ("_lost", "_session")

    def __init__(self, session: Session, lost: Lost) -> None:
        self._session = session
        self._lost = lost

    def __enter__(self) -> Session:
        return self._session

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._session.close()  # not `with`: as in the twin
        if error is not None:
            translate(error, {}, self._lost)


class Sessions:
    """Hands out sessions for one use case each, from one pool.

    `expire_on_commit=False`: what was written is answered from memory, not read again.
    """

    def __init__(self, settings: Settings) -> None:
        self._engine = engine(settings)
        self._lost = bare(self._engine.dialect)
        self._reads = sessionmaker(
            self._engine, class_=session_class(settings), expire_on_commit=False
        )
        self._writes = sessionmaker(transactional(self._engine), expire_on_commit=False)

    def read(self) -> Reading:
        """Return a context manager with a session whose statements stand alone."""
        return Reading(self._reads(), self._lost)

    @contextmanager
    def write(self, **named: int) -> Iterator[Session]:
        """Yield a session in one transaction, committed at the end, rolled back on error.

        The keywords are the ids that the write names (``user=17``), for error messages.
        """
        with translated(*self._lost, **named):  # noqa: SIM117  (two lines, as its twin needs them)
            with self._writes.begin() as session:
                yield session

    def close(self) -> None:
        """Close the pool."""
        self._engine.dispose()
