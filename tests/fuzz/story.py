"""A hostile text written and read back: created, read, changed, read again."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpx2

from bench.contract.api import JSON_TYPE
from tests.contract.difference import Outcome, masked
from tests.fuzz.hostile import Example

PLAIN: dict[str, dict[str, Any]] = {
    "users": {"name": "Ada"},
    "toys": {"name": "robot"},
    "posts": {"title": "t", "content": "c"},
}


@dataclass(frozen=True)
class Told:
    """What came of a text: each answer, and the text as each of them has it."""

    outcomes: tuple[Outcome, ...]
    texts: tuple[str | None, ...]

    @property
    def statuses(self) -> list[int]:
        return [outcome.status for outcome in self.outcomes]


def tell(client: httpx2.Client, url: str, examples: Iterable[Example]) -> list[Told]:
    """Write each text into the service at `url`, and read it back."""
    teller = _Teller(client, url)
    return [teller.tell(example) for example in examples]


class _Teller:
    """One stack's hands: rows of its own that texts are written into."""

    def __init__(self, client: httpx2.Client, url: str) -> None:
        self._client = client
        self._url = url
        self._number = 0
        self._rows = {"toys": self._new("toys"), "users": self._new("users")}
        self._rows["posts"] = self._new("posts")

    def tell(self, example: Example) -> Told:
        """Write a text by creation and by change, and read after each that was taken."""
        plural, key, _ = example.field
        self._answers: list[httpx2.Response] = []
        if plural == "toys/bulk":
            marker = self._new("toys")
            if self._ask("POST", "/toys/bulk", [{key: example.text}]).status_code == 201:
                self._ask("GET", f"/toys?after={marker}&limit=1")
        else:
            created = self._ask("POST", f"/{plural}", {**self._plain(plural), key: example.text})
            if created.status_code == 201:
                self._ask("GET", created.headers.get("location", "/"))
                if key == "email":  # so that the change can have it
                    self._ask("DELETE", created.headers.get("location", "/"))
            row = f"/{plural}/{self._rows[plural]}"
            if self._ask("PATCH", row, {key: example.text}).status_code == 200:
                self._ask("GET", row)
        texts = tuple(text_in(answer, key) for answer in self._answers)
        return Told(tuple(map(outcome, self._answers)), texts)

    def _plain(self, plural: str) -> dict[str, Any]:
        self._number += 1
        more = {
            "users": {"email": f"{self._number}@plain.example"},
            "posts": {"author_id": self._rows["users"]} if plural == "posts" else {},
        }
        return {**PLAIN[plural], **more.get(plural, {})}

    def _new(self, plural: str) -> int:
        answer = self._send("POST", f"/{plural}", self._plain(plural))
        assert answer.status_code == 201, answer.content
        return answer.json()["id"]

    def _ask(self, method: str, path: str, body: object = None) -> httpx2.Response:
        answer = self._send(method, path, body)
        self._answers.append(answer)
        return answer

    def _send(self, method: str, path: str, body: object = None) -> httpx2.Response:
        content = None if body is None else json.dumps(body).encode()
        headers = JSON_TYPE if content else {}
        url = f"{self._url}{path}"
        try:
            return self._client.request(method, url, content=content, headers=headers)
        except httpx2.HTTPError as error:
            return httpx2.Response(0, json={"detail": repr(error)})


def text_in(answer: httpx2.Response, key: str) -> str | None:
    """Return the text as the answer has it, or None where it has none."""
    document = json.loads(answer.content or b"{}")
    for row in document.get("items", [])[:1]:
        document = row
    return document.get(key)


def outcome(answer: httpx2.Response) -> Outcome:
    kept = ("content-type", "location")
    headers = tuple((name, answer.headers.get(name)) for name in kept)
    return Outcome(answer.status_code, headers, masked(answer.content))
