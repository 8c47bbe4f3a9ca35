"""A seeded sequence of requests over the whole contract, right ones and wrong ones mixed.

Pure: the same seed gives the same requests. Ids are guessed from how far the sequence has come,
so that most of them name a row by then, some no longer, and some not yet.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from urllib.parse import quote

from bench.contract.table import METHODS, OPERATIONS

MIB = 2**20
JSON_TYPE = "application/json"
PER_ROW = 7
"""Requests for each row of a kind, about: how fast guessed ids grow."""

TEXTS = ["robot", "Ä", "🤖🧸", " ", "a\nb", 'say "hi"', "<b>&", "a" * 200, "\\u0000", "\u2028"]
WRONG_TEXTS: list[object] = ["", "a\0", "\ud800", "a" * 201, None, 7, True, ["a"], {"a": 1}]
EMAILS: list[object] = ["a@b", "Ada@Example.com", "é@example.com", "a@b@c", "ada", "a b@c", "a@b\n"]
WRONG_IDS = [
    "0", "-1", "+1", "01", "1_0", "1.0", "1.5", "1e3", "one", "%201", "1%20", "%00", "%FF",
    "%D9%A1", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "null", "bulk",
]  # fmt: skip
WRONG_BODIES = [
    b"", b" ", b"{", b"[]", b"null", b"1", b'"text"', b"{}", b"[{}]", b"[1]", b'{"name":NaN}',
    b'{"name":"a","name":"b"}', b'{"name":"\xff"}', b"\xef\xbb\xbf{}", b'{"name":"a"}\0',
    b'{"toy_ids":[1e400]}', b'{"author_id":99999999999999999999,"title":"t","content":"c"}',
    b'{"author_id":1.0,"title":"t","content":"c"}', b"[" * 5_000,
]  # fmt: skip
TYPES = [None, "text/plain", "application/json; charset=utf-8", "APPLICATION/JSON", "json", ""]
WRONG_PATHS = ["/", "/robots", "/users/", "/toys/1/", "//toys", "/users//1", "/Toys", "/feed/1"]


@dataclass(frozen=True, slots=True)
class Call:
    """One request: `content` None sends no body; `chunked` leaves Content-Length out."""

    method: str
    path: str
    content: bytes | None = None
    content_type: str | None = None
    chunked: bool = False


def request_sequence(seed: int, n: int) -> list[Call]:
    """Return n requests; about two of three are right."""
    rng = Random(seed)
    kinds: list[Callable[[Random, int], Call]] = [_right, _creation, _wrong]
    weights = [35, 30, 35]
    return [rng.choices(kinds, weights)[0](rng, 2 + number // PER_ROW) for number in range(n)]


def _right(rng: Random, rows: int) -> Call:
    method, template = rng.choice(OPERATIONS)
    path = _filled(rng, rows, template) + _query(rng, rows, template)
    return _with_body(rng, rows, method, template, path)


def _creation(rng: Random, rows: int) -> Call:
    path = rng.choice(["/toys", "/toys", "/users", "/posts", "/toys/bulk"])
    return _with_body(rng, rows, "POST", path, path)


def _wrong(rng: Random, rows: int) -> Call:
    ways = [
        _wrong_id,
        _wrong_query,
        _wrong_field,
        _wrong_body,
        _wrong_type,
        _too_large,
        _wrong_route,
    ]
    return rng.choices(ways, [6, 6, 8, 6, 3, 1, 4])[0](rng, rows)


def _filled(rng: Random, rows: int, template: str) -> str:
    for name in ("{user_id}", "{toy_id}", "{post_id}"):
        template = template.replace(name, str(rng.randint(1, rows)))
    return template


def _query(rng: Random, rows: int, path: str) -> str:
    if path in ("/users", "/toys", "/posts", "/users/{user_id}/posts"):
        return rng.choice(["", f"?limit={rng.randint(1, 5)}&after={rng.randint(0, rows)}"])
    return {
        "/toys/bulk": rng.choice(["", "?by=add_all", "?by=core"]),
        "/feed": rng.choice(["", "?limit=3&load=joined", "?load=lazy", "?limit=100"]),
        "/slow": f"?ms={rng.randint(0, 3)}",
        "/benchmark/queries": f"?n={rng.randint(1, 3)}",
    }.get(path, "")


def _with_body(rng: Random, rows: int, method: str, template: str, path: str) -> Call:
    if method not in ("POST", "PATCH"):
        return Call(method, path)
    body = _fields(rng, rows, method, template)
    chunked = rng.random() < 0.1
    return Call(method, path, json.dumps(body).encode(), JSON_TYPE, chunked)


def _fields(rng: Random, rows: int, method: str, template: str) -> object:
    if template == "/toys/bulk":
        return [{"name": rng.choice(TEXTS)} for _ in range(rng.randint(1, 3))]
    fields: dict[str, object] = {"name": rng.choice(TEXTS)}
    if template.startswith("/users"):
        fields["email"] = f"ada{rng.randint(1, 2 * rows)}@example.com"
    if template.startswith("/posts"):
        fields = {"title": rng.choice(TEXTS), "content": rng.choice(TEXTS) * 3}
    if method == "PATCH":
        return dict(rng.sample(sorted(fields.items()), rng.randint(1, len(fields))))
    if template == "/posts":
        fields["author_id"] = rng.randint(1, rows)
    if template != "/toys":
        fields["toy_ids"] = [rng.randint(1, rows) for _ in range(rng.randint(0, 3))]
    return fields


def _wrong_id(rng: Random, rows: int) -> Call:
    method, template = rng.choice([pair for pair in OPERATIONS if "{" in pair[1]])
    start, _, end = template.partition("{")
    path = start + rng.choice(WRONG_IDS) + end.partition("}")[2]
    return _with_body(rng, rows, method, template, _filled(rng, rows, path))


def _wrong_query(rng: Random, rows: int) -> Call:
    path = rng.choice(["/users", "/toys", "/posts", "/feed", "/slow", "/benchmark/queries"])
    names = ["limit", "after", "load", "ms", "n", "colour"]
    values = [*WRONG_IDS, "", "2", "101", "SELECTIN", quote("é"), "1&limit=2"]
    pairs = [f"{rng.choice(names)}={rng.choice(values)}" for _ in range(rng.randint(1, 3))]
    return Call("GET", f"{_filled(rng, rows, path)}?{'&'.join(pairs)}")


def _wrong_field(rng: Random, rows: int) -> Call:
    method, template = rng.choice(
        [("POST", "/users"), ("POST", "/toys"), ("POST", "/posts"), ("PATCH", "/users/{user_id}")]
    )
    fields = _fields(rng, rows, method, template)
    body: dict[str, object] = dict(fields) if isinstance(fields, dict) else {}
    name = rng.choice([*body, "colour"])
    if rng.random() < 0.2:
        body.pop(name, None)
    else:
        body[name] = rng.choice(EMAILS if name == "email" else WRONG_TEXTS)
    path = _filled(rng, rows, template)
    return Call(method, path, json.dumps(body).encode(), JSON_TYPE)


def _wrong_body(rng: Random, rows: int) -> Call:
    method, template = rng.choice([pair for pair in OPERATIONS if pair[0] in ("POST", "PATCH")])
    path = _filled(rng, rows, template)
    return Call(method, path, rng.choice(WRONG_BODIES), JSON_TYPE, rng.random() < 0.3)


def _wrong_type(rng: Random, rows: int) -> Call:
    call = _creation(rng, rows)
    return Call(call.method, call.path, call.content, rng.choice(TYPES))


def _too_large(rng: Random, _: int) -> Call:
    path = rng.choice(["/users", "/toys", "/posts"])
    return Call("POST", path, b" " * (MIB + 1), JSON_TYPE, rng.random() < 0.5)


def _wrong_route(rng: Random, rows: int) -> Call:
    method = rng.choice(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    path = rng.choice([*WRONG_PATHS, *METHODS])
    return Call(method, _filled(rng, rows, path))
