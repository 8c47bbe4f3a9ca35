"""The server's own view of who is connected to a lesson's database."""

import time

import psycopg
from sqlalchemy import Select, func, select

BACKEND_PID: Select[int] = select(func.pg_backend_pid())
"""Which of the server's processes answers: two connections never have the same."""

PATIENCE_S = 5.0
ANSWER_S = 0.02

OTHERS = """
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend'
"""


def ask(dsn: str, query: str, *parameters: object) -> list[tuple[object, ...]]:
    """Return the rows of a query, sent over a connection of its own."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        cursor = connection.execute(query.encode(), parameters or None)
        return cursor.fetchall() if cursor.description else []


def states(dsn: str) -> list[str]:
    """Return the state of each backend: `idle`, `active`, `idle in transaction`."""
    return [str(state) for (state,) in ask(dsn, f"SELECT state {OTHERS} ORDER BY backend_start")]


def settled(dsn: str, expected: int) -> int:
    """Return how many backends there are, once they are as many as expected, or time is over."""
    return len(settled_states(dsn, expected))


def settled_states(dsn: str, expected: int) -> list[str]:
    """Return the state of each backend, once there are as many as expected, or time is over.

    A backend ends a moment after its client has said goodbye.
    """
    deadline = time.monotonic() + PATIENCE_S
    while len(found := states(dsn)) != expected and time.monotonic() < deadline:
        time.sleep(ANSWER_S)
    return found


def terminate(dsn: str, pid: int) -> None:
    """End a backend, as a restart or an administrator does, and wait until it is gone."""
    ask(dsn, "SELECT pg_terminate_backend(%s, 5000)", pid)
