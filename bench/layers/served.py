"""What framework and server add: a stack is served, and asked over one connection.

CPU of all its processes; one request at a time, as the layers beneath it are called. `health`
touches no database, so it is what HTTP costs by itself; `row` is the whole request.
"""

import http.client
from typing import Final
from urllib.parse import urlsplit

from bench.errors import UserError
from bench.servers import Server

PATHS: Final = {"health": "/health", "row": "/toys/{}"}


class Asked:
    """A served stack, and a connection to it."""

    def __init__(self, server: Server, toys: int) -> None:
        self._server = server
        self._toys = toys
        self._connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)

    def close(self) -> None:
        """Close the connection; the server is whoever's it was."""
        self._connection.close()

    def block(self, call: str, calls: int) -> float:
        """Send so many requests, and return the seconds of CPU that the stack took.

        By a connection of its own, which has carried a request before: servers close idle ones.
        """
        self._connection.close()
        self._get(PATHS["health"])
        before = self._server.cpu_seconds()
        for number in range(calls):
            self._get(PATHS[call].format(1 + number % self._toys))
        return self._server.cpu_seconds() - before

    def _get(self, path: str) -> None:
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise UserError(
                f"{self._server.stack.name} answered GET {path} with {answer.status} "
                f"({body[:200].decode(errors='replace')}): check it by bench verify."
            )
