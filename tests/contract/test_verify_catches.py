"""The checks can fail: one thing changed between a right service and them, and they notice."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from bench.contract import CHECKS, connect, run_check, run_checks
from bench.servers import Server
from bench.stacks import STACKS
from tests.contract.tampering import Reply, Tamper, tampering_proxy

TIME = re.compile(rb'"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d{3})(\d{3})Z"')


@pytest.fixture(scope="module")
def right_service(database_url: str) -> Iterator[str]:
    with Server(STACKS["fastapi-asyncpg"], database_url=database_url) as server:
        yield server.url


def compact(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def documents(change: Callable[[dict[str, Any]], Any]) -> Tamper:
    """Change each object that comes as JSON; `change` may do it in place."""

    def tamper(reply: Reply) -> Reply:
        if not reply.body.startswith(b"{"):
            return reply
        document = json.loads(reply.body)
        return reply.with_body(compact(change(document) or document))

    return tamper


def bodies(pattern: bytes, replacement: bytes) -> Tamper:
    return lambda reply: reply.with_body(re.sub(pattern, replacement, reply.body))


def status(old: int, new: int, method: str = "") -> Tamper:
    def tamper(reply: Reply) -> Reply:
        hit = reply.status == old and method in ("", reply.method)
        return replace(reply, status=new) if hit else reply

    return tamper


def header(name: str, value: Callable[[str], str | None]) -> Tamper:
    def tamper(reply: Reply) -> Reply:
        old = reply.header(name)
        return reply if old is None else reply.with_header(name, value(old))

    return tamper


def without_error_details(document: dict[str, Any]) -> None:
    document.pop("errors", None)


def without_first_of_loc(document: dict[str, Any]) -> None:
    for error in document.get("errors", []):
        error["loc"] = error["loc"][1:]


def with_name_last(document: dict[str, Any]) -> None:
    if "name" in document:
        document["name"] = document.pop("name")


def never_changed(document: dict[str, Any]) -> None:
    if "updated_at" in document:
        document["updated_at"] = document["created_at"]


def toys_turned_round(document: dict[str, Any]) -> None:
    document.get("toys", []).reverse()


def items_turned_round(document: dict[str, Any]) -> None:
    document.get("items", []).reverse()


def no_next(document: dict[str, Any]) -> None:
    if "next" in document:
        document["next"] = None


def one_item_less(document: dict[str, Any]) -> None:
    if "items" in document:
        document["items"] = document["items"][:-1]


def without_author(document: dict[str, Any]) -> None:
    for item in document.get("items", []):
        item.pop("author", None)


def redirecting(reply: Reply) -> Reply:
    if reply.status != 404 or not reply.path.endswith("/"):
        return reply
    return replace(reply, status=308).with_header("location", reply.path.rstrip("/"))


def gone_is_fine(reply: Reply) -> Reply:
    if (reply.method, reply.status) != ("DELETE", 404):
        return reply
    return replace(reply, status=204, body=b"", headers=())


def answers_of_deletion_with_body(reply: Reply) -> Reply:
    return replace(reply, status=200).with_body(b"null") if reply.status == 204 else reply


def head_without_length(reply: Reply) -> Reply:
    return reply.with_header("content-length", None) if reply.method == "HEAD" else reply


def cached_problems(reply: Reply) -> Reply:
    return reply.with_header("cache-control", "max-age=60") if reply.status >= 400 else reply


def timed_sometimes(reply: Reply) -> Reply:
    value = 'total;dur=1.000, db;dur=0.500, statements;desc="1"'
    return reply.with_header("server-timing", value) if reply.path == "/health" else reply


TAMPERINGS: dict[str, tuple[str, Tamper]] = {
    "a creation answers 200": ("users", status(201, 200)),
    "a change answers 202": ("posts", status(200, 202, "PATCH")),
    "a conflict answers 422": ("users", status(409, 422)),
    "an invalid field answers 400": ("fields", status(422, 400)),
    "malformed JSON answers 422": ("bodies", status(400, 422)),
    "a long body answers 400": ("bodies", status(413, 400)),
    "an unknown path answers 405": ("routing", status(404, 405)),
    "a wrong method answers 404": ("routing", status(405, 404)),
    "an unknown id answers 422": ("ids", status(404, 422)),
    "a deletion answers 200 with a body": ("users", answers_of_deletion_with_body),
    "a second deletion answers 204": ("toys", gone_is_fine),
    "a slash at the end redirects": ("routing", redirecting),
    "name comes last": ("toys", documents(with_name_last)),
    "a user has a key too many": ("users", bodies(rb'"toys":\[', rb'"age":7,"toys":[')),
    "a user has an id as text": ("users", bodies(rb'^{"id":(\d+)', rb'{"id":"\1"')),
    "linked toys are in another order": ("links", documents(toys_turned_round)),
    "JSON has spaces": ("toys", bodies(rb'":', rb'": ')),
    "JSON is escaped": ("fields", bodies("é".encode(), rb"\\u00e9")),
    "a time has an offset": ("users", bodies(TIME.pattern, rb'"\1T\2\3\g<4>+00:00"')),
    "a time has milliseconds": ("users", bodies(TIME.pattern, rb'"\1T\2\3Z"')),
    "a time has a space": ("posts", bodies(TIME.pattern, rb'"\1 \2\3\4Z"')),
    "updated_at never moves": ("toys", documents(never_changed)),
    "toys are in another order": ("users", documents(toys_turned_round)),
    "next is always null": ("pages", documents(no_next)),
    "a page is one row short": ("pages", documents(one_item_less)),
    "a list is in another order": ("pages", documents(items_turned_round)),
    "the feed begins with the oldest": ("feed", documents(items_turned_round)),
    "the feed has no authors": ("feed", documents(without_author)),
    "Location is dropped": ("users", header("location", lambda _: None)),
    "Location has a host": ("posts", header("location", lambda path: f"http://localhost{path}")),
    "Allow is dropped": ("routing", header("allow", lambda _: None)),
    "Allow is unsorted": ("routing", header("allow", lambda old: ", ".join(old.split(", ")[::-1]))),
    "JSON says its charset": ("toys", header("content-type", lambda old: f"{old}; charset=utf-8")),
    "a problem is plain JSON": (
        "ids",
        header("content-type", lambda old: old.replace("problem+", "")),
    ),
    "a problem has an older title": ("fields", bodies(rb"Unprocessable \w+", rb"Unprocessable")),
    "a problem has another type": ("ids", bodies(rb"about:blank", rb"/problems/1")),
    "a problem's status is another": ("ids", bodies(rb'"status":4\d\d', rb'"status":400')),
    "a problem does not say which row": ("ids", bodies(rb"\w+ -?\d+ does not", rb"It does not")),
    "an invalid field has no errors": ("fields", documents(without_error_details)),
    "an error does not say where": ("fields", documents(without_first_of_loc)),
    "HEAD has no Content-Length": ("routing", head_without_length),
    "nosniff is dropped": ("headers", header("x-content-type-options", lambda _: None)),
    "problems may be cached": ("headers", cached_problems),
    "the server says its name": ("headers", lambda reply: reply.with_header("server", "nginx")),
    "health says up": ("service", bodies(rb'"ok"', rb'"up"')),
    "slow does not say how slow": ("service", bodies(rb'"slept_ms":\d+', rb'"slept_ms":1')),
    "the document is OpenAPI 3.0": ("openapi", bodies(rb'"openapi":"3.1', rb'"openapi":"3.0')),
    "the document has open objects": ("openapi", bodies(rb'(Properties":)false', rb"\1true")),
    "the document has no links": ("openapi", bodies(rb'"links":', rb'"x-links":')),
    "the document lacks a path": ("openapi", bodies(rb'"/feed"', rb'"/food"')),
    "Server-Timing is on some answers": ("timing", timed_sometimes),
}  # fmt: skip


@pytest.mark.parametrize(("group", "tamper"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_checks_notice_that(right_service: str, group: str, tamper: Tamper):
    checks = [check for check in CHECKS if check.group == group]
    with tampering_proxy(right_service, tamper) as url, connect(url) as client:
        assert not all(run_check(check, client, url).ok for check in checks)


@pytest.mark.parametrize("group", sorted({check.group for check in CHECKS}))
def test_checks_are_content_when_nothing_is_changed(right_service: str, group: str):
    checks = [check for check in CHECKS if check.group == group]
    with tampering_proxy(right_service, lambda reply: reply) as url:
        assert [result.message for result in run_checks(url, checks) if not result.ok] == []


def test_every_group_of_checks_has_been_seen_to_fail():
    assert {group for group, _ in TAMPERINGS.values()} == {check.group for check in CHECKS}
