"""The writes of the load: users and posts in turn, each with toys, each with a key of its own.

An email can be there only once, so users alone would not show a write that was made twice: a
post's title may be there as often as it is written.
"""

import json
import time
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Final

from bench.chaos.ledger import TOYS_EACH, Attempt
from bench.chaos.wire import Lost, Reply, request
from bench.dataset import Dataset

FILLING: Final = "".join(chr(33 + (7 * i * i) % 90) for i in range(1_800)).replace('"', "'")
"""What posts say: long enough that their table grows as one looks."""

Ask = Callable[[bytes], Awaitable[Reply]]


class Writes:
    """Numbers and makes them; every attempt is kept in `attempts`, in the order of answers."""

    def __init__(self, prefix: str, dataset: Dataset) -> None:
        self.prefix = prefix
        self.attempts: list[Attempt] = []
        self._dataset = dataset
        self._numbers = count(1)

    async def make(self, ask: Ask, padded_to: int = 0) -> Attempt:
        """Make the next write by `ask`, its body with blanks up to so many bytes."""
        key, raw = self._next(padded_to)
        began = time.monotonic()
        try:
            reply = await ask(raw)
        except Lost as lost:
            attempt = Attempt(key, began, time.monotonic(), None, said=str(lost))
        else:
            attempt = answered(key, began, reply)
        self.attempts.append(attempt)
        return attempt

    def _next(self, padded_to: int) -> tuple[str, bytes]:
        number = next(self._numbers)
        toys = [1 + (number + step) % self._dataset.toys for step in range(TOYS_EACH)]
        if number % 2:
            key, path = f"{self.prefix}{number}@chaos.example", "/users"
            document: dict[str, object] = {"name": "chaos", "email": key}
        else:
            key, path = f"{self.prefix}{number}", "/posts"
            author = 1 + number % self._dataset.users
            document = {"author_id": author, "title": key, "content": FILLING}
        body = json.dumps({**document, "toy_ids": toys}).encode()
        return key, request("POST", path, body.ljust(padded_to))


def answered(key: str, began: float, reply: Reply) -> Attempt:
    """Return what an answer makes of a write."""
    return Attempt(
        key,
        began,
        time.monotonic(),
        reply.status,
        made_id=reply.document["id"] if reply.status == 201 else None,
        retry_after="retry-after" in reply.headers,
        said="" if reply.status == 201 else reply.body[:200].decode(errors="replace"),
    )
