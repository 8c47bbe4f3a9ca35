"""Small web services for lessons: asked in this process, or served by a real server."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from httpx2 import ASGITransport, AsyncClient

Client = AsyncClient
STOP_TIMEOUT_S = 10.0


class Crowd:
    """Counts who is inside: how many now, how many at most, and how many have left."""

    def __init__(self) -> None:
        self.inside = self.most = self.left = 0
        self._lock = Lock()

    def __enter__(self) -> None:
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self.inside -= 1
            self.left += 1


def client(app: Any) -> Client:
    """Return a client for an ASGI app; what the app raises comes as a 500."""
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    return AsyncClient(transport=transport, base_url="http://lesson", timeout=60)


async def answers(app: Any, *paths: str) -> list[int]:
    """Send a GET for each path, all at once, and return the status codes."""
    async with client(app) as http:
        got = await asyncio.gather(*map(http.get, paths))
    return [answer.status_code for answer in got]


@contextmanager
def gunicorn(app: str, threads: int, **environment: str) -> Iterator[str]:
    """Serve a WSGI app (`module:factory()`) with one worker of so many threads; yield its URL."""
    command = [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "--no-control-socket"]
    with subprocess.Popen(
        [*command, "--worker-class", "gthread", "--threads", str(threads), app],
        env={**os.environ, **environment},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield listening(process)
        finally:
            process.terminate()
            try:
                process.communicate(timeout=STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()


def listening(process: subprocess.Popen[str]) -> str:
    """Return the address that gunicorn says it listens at."""
    said = []
    for line in process.stderr or ():
        said.append(line)
        if found := re.search(r"Listening at: (http://\S+)", line):
            return found[1]
    raise RuntimeError("gunicorn did not start:\n" + "".join(said))
