"""What a driver raises, in the domain's words: the one place that knows SQLSTATEs."""

from types import TracebackType
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.errors import DomainError, StatementTimeout, Unavailable
from shared.rules import violation

QUERY_CANCELED = "57014"
INTEGRITY = "23"  # class 23, integrity constraint violation
UNAVAILABLE = (
    "08",  # connection exception
    "40",  # transaction rollback: deadlock, serialization; the same request may succeed
    "53",  # insufficient resources, too many connections among them
    "57P",  # operator intervention: shutting down, starting up
)


class translated:  # noqa: N801  (reads as a phrase: `with translated(user=1): …`)
    """Turn what the database raised into a `DomainError`; let everything else pass.

    The keywords are the ids that a write names, so that a broken foreign key can say which.
    SQLSTATE codes: PostgreSQL's manual, appendix A.
    """

    __slots__ = ("_named",)

    def __init__(self, **named: int) -> None:
        self._named = named

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if error is not None:
            translate(error, self._named)


def translate(error: BaseException, named: dict[str, int]) -> None:
    """Raise the `DomainError` that `error` means, if it means one."""
    if known := domain_error(error, named):
        raise known from error


def domain_error(error: BaseException, named: dict[str, int]) -> DomainError | None:
    """Return what `error` means, or None when it means a fault of ours."""
    if isinstance(error, PoolTimeout):
        return Unavailable("no database connection was free in time")
    # asyncpg lets the operating system's errors through when it connects
    if isinstance(error, OSError):
        return Unavailable("the database does not answer")
    if not isinstance(error, DBAPIError):
        return None
    code = sqlstate(error.orig)
    if code == QUERY_CANCELED:
        return StatementTimeout()
    if code and code.startswith(INTEGRITY):
        return violation(constraint(error.orig), named)
    if error.connection_invalidated or code is None or code.startswith(UNAVAILABLE):
        return Unavailable("the database does not answer")
    return None


def sqlstate(error: Any) -> str | None:
    """Return the server's five-character code, if the server sent one."""
    return getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)


def constraint(error: Any) -> str | None:
    """Return the name of the constraint that a write broke."""
    diagnosis = getattr(error, "diag", None) or error.__cause__  # psycopg and psycopg2; asyncpg
    return getattr(diagnosis, "constraint_name", None)
