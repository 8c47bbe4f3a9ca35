"""Connections for transactions, out of a pool whose connections rest in AUTOCOMMIT."""

from sqlalchemy import Connection, Engine, event

from shared.db.disconnects import drop


def leave_autocommit(engine: Engine) -> None:
    """Let each connection of `engine` begin transactions, until it goes back into the pool.

    Not `isolation_level` among the engine's own options, which does the same but for one thing.
    psycopg2 sends a SET of its own there, so that is where it notices that the server has ended
    the connection. What it raises is none of a statement's errors, for which SQLAlchemy would drop
    the connection, and the pool would lend the dead one out again and again.
    """
    event.listen(engine, "engine_connect", _leave_autocommit)


def _leave_autocommit(connection: Connection) -> None:
    try:
        connection.execution_options(isolation_level="READ COMMITTED")
    except connection.dialect.loaded_dbapi.Error as error:
        drop(connection, error)
        raise
