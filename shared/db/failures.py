"""What a driver raises, in the domain's words: the one place that knows SQLSTATEs.

It asks exceptions for what they hold and knows none of a driver's own classes, so that an image
needs its own drivers only: bare or wrapped, by SQLAlchemy (`orig`) or by Tortoise (`__cause__`).
"""

from types import TracebackType
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.errors import DomainError, StatementTimeout, Unavailable
from shared.rules import violation

QUERY_CANCELED = "57014"
INTEGRITY = "23"  # class 23, integrity constraint violation
UNAVAILABLE = (
    "08",  # connection exception
    "25P03",  # the session was ended for doing nothing in a transaction
    "40",  # transaction rollback: deadlock, serialization; the same request may succeed
    "53",  # insufficient resources, too many connections among them
    "55P03",  # a lock was not to be had in time
    "57P",  # operator intervention: shutting down, starting up
)

Lost = tuple[type[Exception], ...]
"""A driver's exceptions that mean a lost connection where the server sent no code with them."""


def bare(dialect: Dialect) -> Lost:
    """Return the driver's own errors that SQLAlchemy lets through and that mean a lost connection.

    To set the isolation level of one that the server has ended is where psycopg2 notices. asyncpg
    says that a connection is in use when it has read its end and not yet closed it.
    """
    driver = dialect.loaded_dbapi
    lost = driver.InterfaceError, driver.OperationalError
    adapted = getattr(driver, "asyncpg", None)
    return (*lost, adapted.InternalClientError) if adapted else lost


class translated:  # noqa: N801  (reads as a phrase: `with translated(user=1): …`)
    """Turn what the database raised into a `DomainError`; let everything else pass.

    `lost` are exceptions of a bare driver, see `Lost`. The keywords are the ids that a write
    names, so that a broken foreign key can say which.
    SQLSTATE codes: PostgreSQL's manual, appendix A.
    """

    __slots__ = ("_lost", "_named")

    def __init__(self, *lost: type[Exception], **named: int) -> None:
        self._lost = lost
        self._named = named

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if error is not None:
            translate(error, self._named, self._lost)


def translate(error: BaseException, named: dict[str, int], lost: Lost = ()) -> None:
    """Raise the `DomainError` that `error` means, if it means one."""
    if known := domain_error(error, named, lost):
        raise known from error


def domain_error(
    error: BaseException, named: dict[str, int], lost: Lost = ()
) -> DomainError | None:
    """Return what `error` means, or None when it means a fault of ours, or is one already."""
    if isinstance(error, DomainError):
        return None
    if isinstance(error, PoolTimeout):
        return not_free()
    # asyncpg lets the operating system's errors through when it connects
    if isinstance(error, OSError):
        return no_answer()
    report = reported(error)
    code = sqlstate(report)
    if code is None:
        return no_answer() if isinstance(error, (DBAPIError, *lost)) else None
    if code == QUERY_CANCELED:
        return StatementTimeout()
    if code.startswith(INTEGRITY):
        return violation(constraint(report), named)
    if code.startswith(UNAVAILABLE) or getattr(error, "connection_invalidated", False):
        return no_answer()
    return None


def not_free() -> Unavailable:
    """Return what a request gets that waited for a connection in vain."""
    return Unavailable("no database connection was free in time")


def no_answer() -> Unavailable:
    """Return what a request gets whose connection was lost, or could not be made."""
    return Unavailable("the database does not answer")


def reported(error: BaseException) -> BaseException | None:
    """Return `error` or what it wraps: the one that holds the server's code, if one does."""
    for candidate in (error, getattr(error, "orig", None), error.__cause__):
        if sqlstate(candidate):
            return candidate
    return None


def sqlstate(error: Any) -> str | None:
    """Return the server's five-character code, if the server sent one."""
    return getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)


def constraint(error: Any) -> str | None:
    """Return the name of the constraint that a write broke."""
    # psycopg and psycopg2; asyncpg; asyncpg inside of SQLAlchemy's adapter
    for holder in (getattr(error, "diag", None), error, error.__cause__):
        if name := getattr(holder, "constraint_name", None):
            return str(name)
    return None
