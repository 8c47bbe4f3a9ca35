"""How psycopg2 waits under gevent.

After psycopg2's documentation, "Support for coroutine libraries": libpq runs asynchronously, and
psycopg2 calls back where it would block.
"""

from typing import Any

from gevent.socket import timeout, wait_read, wait_write
from psycopg2 import OperationalError
from psycopg2.extensions import POLL_OK, POLL_READ, POLL_WRITE, STATUS_SETUP, set_wait_callback

WAITS = {POLL_READ: wait_read, POLL_WRITE: wait_write}


def install(connect_timeout: float) -> None:
    """Let all of psycopg2's connections in this process wait for gevent.

    libpq keeps its own `connect_timeout` (seconds) only where it blocks, so it is kept here.
    """

    def wait(connection: Any) -> None:
        patience = connect_timeout if connection.status == STATUS_SETUP else None
        while (state := connection.poll()) != POLL_OK:
            if state not in WAITS:
                raise OperationalError(f"libpq is in no state to wait: {state}")
            try:
                WAITS[state](connection.fileno(), timeout=patience)
            except timeout:
                raise OperationalError("timeout expired") from None

    set_wait_callback(wait)
