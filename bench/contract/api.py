"""One check's hands on a service: requests, and rows of its own that vanish with it."""

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx2

from bench.contract.violations import require

Json = dict[str, Any]
JSON_TYPE = {"Content-Type": "application/json"}
UNKNOWN_ID = 2**63 - 1
"""A valid id that no identity column has come to."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `asked` is the request's method and path, for messages."""

    asked: str
    status: int
    headers: httpx2.Headers
    body: bytes


class Api:
    """A context: what was created through it is deleted at its end, whatever became of the check.

    The names and addresses that it gives out are unique, so that checks work beside any rows
    that a service has already.
    """

    def __init__(self, client: httpx2.Client, url: str) -> None:
        self.url = url.rstrip("/")
        self._client = client
        self._token = secrets.token_hex(8)
        self._numbers = count(1)
        self._created: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for location in reversed(self._created):
            self.delete(location)

    def request(
        self,
        method: str,
        path: str,
        content: bytes | Iterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send bytes as they are; an iterator is sent in chunks, without a Content-Length."""
        response = self._client.request(
            method, f"{self.url}{path}", content=content, headers=headers
        )
        location = response.headers.get("location")
        if response.status_code == 201 and location is not None:
            self._created.append(urlsplit(location).path)
        return Answer(f"{method} {path}", response.status_code, response.headers, response.content)

    def send(self, method: str, path: str, body: object) -> Answer:
        """Send `body` as JSON (in ASCII, so that any string can travel, lone surrogates too)."""
        return self.request(method, path, json.dumps(body).encode(), JSON_TYPE)

    def get(self, path: str) -> Answer:
        """`GET path`."""
        return self.request("GET", path)

    def post(self, path: str, body: object) -> Answer:
        """`POST path` with a JSON body."""
        return self.send("POST", path, body)

    def patch(self, path: str, body: object) -> Answer:
        """`PATCH path` with a JSON body."""
        return self.send("PATCH", path, body)

    def put(self, path: str) -> Answer:
        """`PUT path`, without a body."""
        return self.request("PUT", path)

    def delete(self, path: str) -> Answer:
        """`DELETE path`, without a body."""
        return self.request("DELETE", path)

    def unique(self, what: str) -> str:
        """Return a text that no row holds yet."""
        return f"{what} {self._token} {next(self._numbers)}"

    def unique_email(self) -> str:
        """Return an address that no user has yet."""
        return f"{self._token}.{next(self._numbers)}@example.com"

    def new_toy(self, **fields: object) -> Json:
        """Create a toy of this check's own, as the service answers it."""
        return self._new("/toys", {"name": self.unique("toy"), **fields})

    def new_user(self, **fields: object) -> Json:
        """Create a user of this check's own."""
        named = {"name": self.unique("user"), "email": self.unique_email()}
        return self._new("/users", {**named, **fields})

    def new_post(self, **fields: object) -> Json:
        """Create a post of this check's own, by `author_id` or else by `user_id`."""
        if "author_id" not in fields:
            fields["author_id"] = self.user_id
        return self._new("/posts", {"title": self.unique("post"), "content": "text", **fields})

    @cached_property
    def user_id(self) -> int:
        """Some user of this check's own, created when first asked for."""
        return int(self.new_user()["id"])

    @cached_property
    def toy_id(self) -> int:
        """Some toy of this check's own."""
        return int(self.new_toy()["id"])

    @cached_property
    def post_id(self) -> int:
        """Some post of this check's own, by `user_id`."""
        return int(self.new_post()["id"])

    def _new(self, path: str, body: Json) -> Json:
        answer = self.post(path, body)
        require(
            answer.status == 201,
            f"{answer.asked} with a valid body answered {answer.status}, not 201: "
            f"{answer.body[:300]!r}",
        )
        entity: Json = json.loads(answer.body)
        return entity
