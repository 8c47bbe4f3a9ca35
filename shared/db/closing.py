"""How a session for reads ends: its connection goes back into the pool, and nothing is sent."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from shared.settings import Settings


class InPlaceSession(AsyncSession):
    """An `AsyncSession` that closes where it stands, without a greenlet to wait in.

    Right only where closing never has to wait: the connection rests in AUTOCOMMIT, so there is no
    transaction to end, and the pool keeps it. docs/decisions/closing-in-place.md has the figures.
    """

    async def close(self) -> None:
        """Give the connection back."""
        self.sync_session.close()


def session_class(_: Settings) -> type[Session]:
    """Return the class of synchronous sessions for reads."""
    return Session


def async_session_class(settings: Settings) -> type[AsyncSession]:
    """Return the class of asynchronous sessions for reads.

    A pool with overflow closes a connection that comes back to a full pool, and must wait for it.
    """
    return AsyncSession if settings.max_overflow else InPlaceSession
