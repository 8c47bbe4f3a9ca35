"""`bench postgres`: an embedded server by itself, for other programs."""

import sys
import threading
from contextlib import suppress

from bench.errors import Interrupted
from bench.postgres import EmbeddedPostgres


def serve_postgres(*, until_eof: bool) -> None:
    """Print the server's URL, and serve until a signal or the end of standard input."""
    with suppress(Interrupted), EmbeddedPostgres() as server:
        print(server.url, flush=True)  # noqa: T201
        if until_eof:
            sys.stdin.buffer.read()
        else:
            threading.Event().wait()
