"""The catalogue of stacks: what can be served, and how a process is told to serve it."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar

from bench.errors import UserError
from bench.ports import HOST

APPS = {"flask": "sync_app", "fastapi": "async_app"}


@dataclass(frozen=True)
class Capacity:
    """What a stack may use: processes, threads in each, database connections in each."""

    workers: int = 1
    threads: int = 8
    pool_size: int = 8

    @property
    def connections(self) -> int:
        """The budget: the most database connections that all processes may hold together."""
        return self.workers * self.pool_size


def common_environment(database_url: str, capacity: Capacity) -> dict[str, str]:
    """Return the environment variables that tell any stack which database and how much of it."""
    return {
        "DATABASE_URL": database_url,
        "WORKERS": str(capacity.workers),
        "THREADS": str(capacity.threads),
        "POOL_SIZE": str(capacity.pool_size),
        "MAX_OVERFLOW": "0",
        "QUEUE_LIMIT": "1000",  # a comparison wants to see waiting, and no refusals
        "LOG_LEVEL": "warning",
    }


@dataclass(frozen=True)
class Stack:
    """Framework, server, driver and access style, ready to serve.

    `bridge` is how asynchronous routes reach the repository: `native`, `threads` or `blocking`.
    `warning` is shown beside every figure of a stack that one should not copy.
    """

    name: str
    framework: str
    server: str
    driver: str
    style: str = "orm"
    bridge: str = "native"
    warning: str | None = None

    contract: ClassVar[bool] = True
    """All of ours have to keep the API's contract; a stack out of a file may not."""
    url: ClassVar[str | None] = None
    """Where it runs already: none of ours does, a stack out of a file may."""

    def command(self, port: int) -> list[str]:
        """Return the command line that serves it on `port` of 127.0.0.1."""
        app = APPS[self.framework]
        return [sys.executable, "-m", app, "--host", HOST, "--port", str(port)]

    def environment(self, database_url: str, capacity: Capacity) -> dict[str, str]:
        """Return the environment variables that tell the process what to serve, and with what."""
        bridge = {"BRIDGE": self.bridge} if self.framework == "fastapi" else {}
        return {
            **common_environment(database_url, capacity),
            "DRIVER": self.driver,
            "STYLE": self.style,
            "SERVER": self.server,
            **bridge,
        }


CATALOGUE = (
    Stack("flask-psycopg2", "flask", "gunicorn", "psycopg2"),
    Stack("flask-psycopg2-core", "flask", "gunicorn", "psycopg2", "core"),
    Stack("flask-psycopg2-raw", "flask", "gunicorn", "psycopg2", "raw"),
    Stack("flask-psycopg", "flask", "gunicorn", "psycopg"),
    Stack("flask-psycopg-core", "flask", "gunicorn", "psycopg", "core"),
    Stack("flask-psycopg-raw", "flask", "gunicorn", "psycopg", "raw"),
    Stack("fastapi-psycopg", "fastapi", "uvicorn", "psycopg"),
    Stack("fastapi-psycopg-core", "fastapi", "uvicorn", "psycopg", "core"),
    Stack("fastapi-psycopg-raw", "fastapi", "uvicorn", "psycopg", "raw"),
    Stack("fastapi-asyncpg", "fastapi", "uvicorn", "asyncpg"),
    Stack("fastapi-asyncpg-core", "fastapi", "uvicorn", "asyncpg", "core"),
    Stack("fastapi-asyncpg-raw", "fastapi", "uvicorn", "asyncpg", "raw"),
    Stack("fastapi-tortoise", "fastapi", "uvicorn", "asyncpg", "tortoise"),
    Stack("flask-psycopg2-gevent", "flask", "gevent", "psycopg2"),
    Stack("flask-psycopg-gevent", "flask", "gevent", "psycopg"),
    Stack("flask-psycopg-granian", "flask", "granian", "psycopg"),
    Stack("fastapi-asyncpg-granian", "fastapi", "granian", "asyncpg"),
    Stack("fastapi-threads-psycopg2", "fastapi", "uvicorn", "psycopg2", bridge="threads"),
    Stack(
        "fastapi-blocking-psycopg2",
        "fastapi",
        "uvicorn",
        "psycopg2",
        bridge="blocking",
        warning="blocks the event loop: wrong on purpose, not to be copied",
    ),
)

STACKS: Mapping[str, Stack] = {stack.name: stack for stack in CATALOGUE}


def get_stack(name: str) -> Stack:
    """Return the stack of that name; raise `UserError` that names those which are meant."""
    if name in STACKS:
        return STACKS[name]
    close = get_close_matches(name, STACKS, n=3)
    hint = f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(STACKS)}."
    raise UserError(f"There is no stack named {name!r}: {hint}")
