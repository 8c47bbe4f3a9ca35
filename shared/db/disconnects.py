"""Errors after which a connection is of no use: SQLAlchemy drops it, and the pool makes another.

Where a driver knows that the server has gone, all connections made before are replaced when their
turn comes: without this, each of them would cost another request. SQLAlchemy sees to that itself.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext

from shared.db.failures import bare, sqlstate


def drop_lost_connections(engine: Engine) -> None:
    """Let the pool replace a connection on which something failed without a word of the server.

    SQLAlchemy does so when psycopg knows that a connection is closed. One whose backend was ended
    in the middle of a pipeline is not closed yet, and cannot even roll back. What its return to
    the pool then raises comes before the pool has it, and the place is lost for ever.
    """
    event.listen(engine, "handle_error", _judge)


def _judge(context: ExceptionContext) -> None:
    error = context.original_exception
    if context.is_disconnect:
        return
    if isinstance(error, bare(context.dialect)) and sqlstate(error) is None:
        context.is_disconnect = True
        context.invalidate_pool_on_disconnect = False  # the others may be well


def drop(connection: Connection, error: Any) -> None:
    """Drop a connection that failed outside of a statement, as SQLAlchemy does after one."""
    if connection.dialect.is_disconnect(error, connection.connection, None):
        # what `handle_error` decides for statements; the pool has no public word for it
        connection.engine.pool._invalidate(connection.connection, error, _checkin=False)
    connection.invalidate(error)
