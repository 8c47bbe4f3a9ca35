"""What drivers raise, bare and wrapped, in the domain's words."""

from typing import Any

import asyncpg
import psycopg
import psycopg2
import pytest
import tortoise.exceptions
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.db.failures import Lost, bare, domain_error, translated
from shared.errors import Conflict, NotFound, StatementTimeout, Unavailable
from shared.repositories.raw.asyncpg.aio import AsyncpgConnections
from shared.repositories.tortoise.pool import LOST as POOL_LOST


def wrapped(wrapper: type[Exception], error: Exception) -> Exception:
    """As Tortoise does it."""
    try:
        raise wrapper(error) from error
    except wrapper as raised:
        return raised


def violating(error: Any, constraint: str) -> Any:
    """asyncpg's errors hold what the server said as attributes."""
    error.constraint_name = constraint
    return error


TAKEN = violating(asyncpg.UniqueViolationError("taken"), "uq_users_email")
NO_AUTHOR = violating(asyncpg.ForeignKeyViolationError("no"), "fk_posts_author_id_users")


@pytest.mark.parametrize(
    "error",
    [
        psycopg.errors.QueryCanceled(),
        asyncpg.QueryCanceledError("too slow"),
        wrapped(tortoise.exceptions.OperationalError, asyncpg.QueryCanceledError("too slow")),
        OperationalError("SELECT", {}, psycopg.errors.QueryCanceled()),
    ],
)
def test_a_canceled_statement_ran_out_of_time(error: Exception) -> None:
    assert isinstance(domain_error(error, {}), StatementTimeout)


@pytest.mark.parametrize(
    "error",
    [
        psycopg.errors.AdminShutdown(),
        psycopg.errors.TooManyConnections(),
        psycopg.errors.DeadlockDetected(),
        asyncpg.ConnectionDoesNotExistError("gone"),
        asyncpg.CannotConnectNowError("starting up"),
        OperationalError("SELECT", {}, psycopg.errors.AdminShutdown()),
        OperationalError("SELECT", {}, psycopg2.OperationalError("server closed the connection")),
        ConnectionRefusedError(),
        TimeoutError(),
        PoolTimeout(),
    ],
)
def test_a_server_that_is_out_of_reach_is_unavailable(error: Exception) -> None:
    assert isinstance(domain_error(error, {}), Unavailable)


@pytest.mark.parametrize(
    "error", [TAKEN, wrapped(tortoise.exceptions.IntegrityError, TAKEN)], ids=["bare", "wrapped"]
)
def test_a_taken_email_is_a_conflict(error: Exception) -> None:
    assert isinstance(domain_error(error, {}), Conflict)


@pytest.mark.parametrize(
    "error",
    [NO_AUTHOR, wrapped(tortoise.exceptions.IntegrityError, NO_AUTHOR)],
    ids=["bare", "wrapped"],
)
def test_a_broken_foreign_key_says_which_id_was_named(error: Exception) -> None:
    assert repr(domain_error(error, {"user": 17})) == repr(NotFound("user", 17))


def test_a_lost_connection_without_a_code_is_known_by_its_class() -> None:
    error = psycopg.OperationalError("server closed the connection unexpectedly")
    assert isinstance(domain_error(error, {}, (psycopg.OperationalError,)), Unavailable)


@pytest.mark.parametrize(
    "error",
    [
        psycopg.ProgrammingError("the driver was used wrongly"),
        psycopg.errors.UndefinedTable(),
        asyncpg.UndefinedTableError("no such table"),
        KeyError("a fault of ours"),
    ],
)
def test_a_fault_of_ours_stays_one(error: Exception) -> None:
    assert domain_error(error, {}, (psycopg.OperationalError,)) is None


def test_what_is_in_the_domains_words_already_stays_as_it_is() -> None:
    refused = NotFound("toy", 1)
    with pytest.raises(NotFound) as raised, translated(user=2):
        raise refused from NO_AUTHOR
    assert raised.value is refused


@pytest.mark.parametrize(
    ("driver", "error"),
    [
        ("psycopg2", psycopg2.OperationalError("terminating connection")),
        ("psycopg2", psycopg2.InterfaceError("connection already closed")),
        ("psycopg", psycopg.OperationalError("the connection is lost")),
    ],
)
def test_what_sqlalchemy_lets_through_of_a_driver_is_a_lost_connection(
    driver: str, error: Exception
) -> None:
    lost = bare(create_engine(f"postgresql+{driver}://someone@nowhere/name").dialect)
    with pytest.raises(Unavailable), translated(*lost):
        raise error


@pytest.mark.parametrize(
    "lost",
    [
        POOL_LOST,
        AsyncpgConnections.lost,
        bare(create_engine("postgresql+asyncpg://someone@nowhere/name").dialect),
    ],
    ids=["tortoise", "raw", "SQLAlchemy"],
)
def test_a_connection_that_is_just_being_closed_is_a_lost_one(lost: Lost) -> None:
    """Its end was read, and asyncpg has not yet closed it."""
    busy = asyncpg.InternalClientError(
        "cannot switch to state 15; another operation (2) is in progress"
    )
    assert isinstance(domain_error(busy, {}, lost), Unavailable)
