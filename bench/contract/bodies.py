"""Bodies as such: media type, size, JSON; and which complaint comes first."""

from collections.abc import Iterator

from bench.contract.answers import invalid, json_of, problem
from bench.contract.api import JSON_TYPE, UNKNOWN_ID, Api
from bench.contract.raw import keeps_its_word
from bench.contract.registry import check, check_each
from bench.contract.table import WITH_BODY, filled
from bench.contract.violations import require

MIB = 2**20
CHUNK = 2**16
CLOSING = {"Connection": "close"}
"""For requests after which a server may break the connection: that is a check of its own."""
OPERATIONS = {f"{method} {path}": (method, path) for method, path in WITH_BODY}

NOT_JSON = {
    "no Content-Type": {},
    "Content-Type text/plain": {"Content-Type": "text/plain"},
    "Content-Type application/xml": {"Content-Type": "application/xml"},
    "Content-Type application/jsonlines": {"Content-Type": "application/jsonlines"},
    "Content-Type text/json": {"Content-Type": "text/json"},
    "a form": {"Content-Type": "application/x-www-form-urlencoded"},
}
JSON_TYPES = {
    value: {"Content-Type": value}
    for value in (
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "Application/JSON",
    )
}
MALFORMED = {
    "an empty body": b"",
    "a word": b"robot",
    "half an object": b'{"name":"robot"',
    "a comma too many": b'{"name":"robot",}',
    "single quotes": b"{'name':'robot'}",
    "two documents": b'{"name":"robot"}{"name":"robot"}',
    "NaN": b'{"name":NaN}',
    "bytes that are not UTF-8": b'{"name":"\xff\xfe"}',
    "a surrogate in UTF-8": b'{"name":"\xed\xa0\x80"}',
    "a bare line feed in a text": b'{"name":"a\nb"}',
}


def _limit(path: str) -> int:
    return 16 * MIB if path == "/toys/bulk" else MIB


def _chunks(size: int) -> Iterator[bytes]:
    """`size` bytes of white space, which JSON allows around a document."""
    for start in range(0, size, CHUNK):
        yield b" " * min(CHUNK, size - start)


@check_each("a body with {} gets 415", NOT_JSON)
def _not_json(api: Api, headers: dict[str, str]) -> None:
    for method, path in WITH_BODY:
        problem(api.request(method, filled(api, path), b"{}", headers), 415)


@check_each("a body with Content-Type {} is JSON", JSON_TYPES)
def _json(api: Api, headers: dict[str, str]) -> None:
    json_of(api.request("POST", "/toys", b'{"name":"robot"}', headers), 201)


@check_each("{} is malformed JSON and gets 400", MALFORMED)
def _malformed(api: Api, body: bytes) -> None:
    for method, path in WITH_BODY:
        problem(api.request(method, filled(api, path), body, JSON_TYPE), 400)


@check("lists a hundred thousand deep are refused, and nothing breaks")
def _deep(api: Api) -> None:
    answer = api.request("POST", "/toys", b"[" * 100_000 + b"]" * 100_000, JSON_TYPE)
    problem(answer, answer.status if answer.status in (400, 422) else 400)


@check_each("{} refuses a body one byte too long with 413, by its Content-Length", OPERATIONS)
def _too_large(api: Api, operation: tuple[str, str]) -> None:
    method, path = operation
    body = b" " * (_limit(path) + 1)
    problem(api.request(method, filled(api, path), body, JSON_TYPE | CLOSING), 413)


@check_each("{} refuses a body one byte too long with 413, sent in chunks", OPERATIONS)
def _too_large_in_chunks(api: Api, operation: tuple[str, str]) -> None:
    method, path = operation
    body = _chunks(_limit(path) + 1)
    problem(api.request(method, filled(api, path), body, JSON_TYPE | CLOSING), 413)


@check_each(
    "a connection lives on after a refused body, or the answer says that it ends: {}",
    {"413": JSON_TYPE, "415": {"Content-Type": "text/plain"}},
)
def _connection_after(api: Api, headers: dict[str, str]) -> None:
    require(
        keeps_its_word(f"{api.url}/toys", b" " * (MIB + 1), headers),
        "POST /toys was refused, and the connection broken without `Connection: close`",
    )


@check("a body of exactly 1 MiB is taken")
def _largest(api: Api) -> None:
    body = b'{"name":"robot"}'.ljust(MIB)
    json_of(api.request("POST", "/toys", body, JSON_TYPE), 201)


@check("a body of exactly 1 MiB is taken in chunks")
def _largest_in_chunks(api: Api) -> None:
    document = b'{"name":"robot"}'

    def chunks() -> Iterator[bytes]:
        yield document
        yield from _chunks(MIB - len(document))

    json_of(api.request("POST", "/toys", chunks(), JSON_TYPE), 201)


@check("routing comes before everything: an unknown path gets 404 whatever the body is")
def _routing_first(api: Api) -> None:
    text = {"Content-Type": "text/plain"}
    problem(api.request("POST", "/robots", b"x", text), 404)
    problem(api.request("PUT", "/toys", b"x", text), 405)


@check("the body's media type comes before an invalid id in the path")
def _type_before_path(api: Api) -> None:
    problem(api.request("PATCH", "/toys/one", b"x", {"Content-Type": "text/plain"}), 415)


@check("the body's media type comes before its size")
def _type_before_size(api: Api) -> None:
    text = {"Content-Type": "text/plain"} | CLOSING
    problem(api.request("POST", "/toys", b" " * (MIB + 1), text), 415)


@check("malformed JSON comes before an unknown id")
def _malformed_before_unknown(api: Api) -> None:
    problem(api.request("PATCH", f"/toys/{UNKNOWN_ID}", b"{", JSON_TYPE), 400)


@check("an invalid field comes before an unknown id")
def _invalid_before_unknown(api: Api) -> None:
    invalid(api.patch(f"/toys/{UNKNOWN_ID}", {"name": ""}), "body", "name")
