"""Errors after which a connection is of no use: SQLAlchemy drops it, and the pool makes another."""

from sqlalchemy import Engine, event
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
    if isinstance(error, bare(context.dialect)) and sqlstate(error) is None:
        context.is_disconnect = True
        context.invalidate_pool_on_disconnect = False  # the others may be well
