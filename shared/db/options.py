"""How every engine is set up: the same for all drivers, or no comparison would hold."""

from typing import Any

from sqlalchemy import make_url

from shared.db.silence import libpq_limits, limiting
from shared.observability.statements import unprepared
from shared.settings import Settings


def engine_options(settings: Settings) -> dict[str, Any]:
    """Return the arguments for `create_engine` and `create_async_engine`.

    Connections rest in AUTOCOMMIT, so that a read is one round trip with no BEGIN before and no
    ROLLBACK behind it; a write asks for a transaction. Nothing is left open for the pool to roll
    back: closing a session ends its transaction, on failure too.
    """
    return {
        "isolation_level": "AUTOCOMMIT",
        "skip_autocommit_rollback": True,
        "pool_reset_on_return": None,
        "pool_size": settings.pool_size,
        "max_overflow": settings.max_overflow,
        "pool_timeout": settings.pool_timeout,
        "pool_recycle": settings.pool_recycle,
        "pool_pre_ping": settings.pool_pre_ping,
        "connect_args": connect_arguments(settings) | dialect_arguments(settings),
    }


def connect_arguments(settings: Settings) -> dict[str, Any]:
    """Return the driver's own arguments: time limits and session settings, sent on connecting."""
    session = {
        "application_name": settings.application_name,
        "timezone": "UTC",
        "statement_timeout": str(settings.statement_timeout_ms),
        "lock_timeout": str(settings.lock_timeout_ms),
        "idle_in_transaction_session_timeout": str(settings.idle_in_transaction_timeout_ms),
    }
    if settings.driver == "asyncpg":
        return {
            "timeout": settings.connect_timeout,
            "server_settings": session,
            **unprepared(settings),
        }
    return {
        "connect_timeout": settings.connect_timeout,
        "options": " ".join([own_options(settings), *in_options(session)]).strip(),
        **libpq_limits(settings),
        **unprepared(settings),
    }


def dialect_arguments(settings: Settings) -> dict[str, Any]:
    """Return what SQLAlchemy's dialect wants to know besides.

    It makes arguments of the URL's parameters, and asyncpg knows few of them by these names: there
    is none called `sslmode`. In a URL of its own it knows what libpq knows.
    The dialect has a cache over asyncpg's.
    """
    if settings.driver != "asyncpg":
        return {}
    cache = {"prepared_statement_cache_size": 0} if settings.sql_comments else {}
    import asyncpg

    connection_class = limiting(settings, asyncpg.Connection)
    return {"dsn": settings.libpq_url, "connection_class": connection_class, **cache}


def own_options(settings: Settings) -> str:
    """Return the URL's own ``options``, to stand before ours; asyncpg reads them out of its URL."""
    return make_url(settings.database_url).normalized_query.get("options", ("",))[-1]


def in_options(session: dict[str, str]) -> list[str]:
    """Return settings of a session as arguments in libpq's ``options``."""
    return [f"-c {name}={escaped(value)}" for name, value in session.items()]


def escaped(value: str) -> str:
    """Return `value` for libpq's ``options``, where a space ends an argument."""
    return value.replace("\\", r"\\").replace(" ", r"\ ")
