import json
from typing import Any

import pytest

from shared import requests, schemas, wire
from shared.errors import BodyTooLarge, Invalid, MalformedBody, NotJson


def errors_of(raised: pytest.ExceptionInfo[Invalid]) -> list[dict[str, Any]]:
    assert raised.value.errors
    return raised.value.errors


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "Application/JSON"]
)
def test_json_is_json(content_type: str) -> None:
    requests.check_json(content_type)


@pytest.mark.parametrize("content_type", [None, "", "text/json", "application/jsonl", "json"])
def test_what_does_not_call_itself_json_is_refused(content_type: str | None) -> None:
    with pytest.raises(NotJson):
        requests.check_json(content_type)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff",
        b"[" * 100_000,
        b'{"name": %s}' % (b"9" * 5_000),
        b"\xef\xbb\xbf{}",
        b'{"name": NaN}',
    ],
    ids=["nothing", "cut off", "not UTF-8", "endless nesting", "endless digits", "a BOM", "NaN"],
)
def test_what_is_not_json_is_malformed(raw: bytes) -> None:
    with pytest.raises(MalformedBody):
        requests.parse_body(schemas.ToyCreate, raw)


@pytest.mark.parametrize("name", ["", "x" * 201, "a\0b", "\ud800", 7, None, ["x"]])
def test_what_is_no_name_is_invalid(name: object) -> None:
    with pytest.raises(Invalid) as raised:
        requests.parse_body(schemas.ToyCreate, json.dumps({"name": name}).encode())
    assert [error["loc"] for error in errors_of(raised)] == [["body", "name"]]


@pytest.mark.parametrize("name", ["x", "x" * 200, "🪁" * 200, "\u202eright to left", "a'; --"])
def test_what_is_a_name_is_kept(name: str) -> None:
    toy = requests.parse_body(schemas.ToyCreate, json.dumps({"name": name}).encode())
    assert toy.name == name


def test_a_key_that_no_json_can_hold_does_not_spoil_the_answer() -> None:
    with pytest.raises(Invalid) as raised:
        requests.parse_body(schemas.ToyCreate, b'{"name": "x", "\\ud800": 1}')
    assert wire.dumps(errors_of(raised))


def test_a_change_must_change_something() -> None:
    with pytest.raises(Invalid):
        requests.parse_body(schemas.UserChange, b"{}")


def test_a_change_names_only_what_was_given() -> None:
    change = requests.parse_body(schemas.UserChange, b'{"email": "ada@example.org"}')
    assert change.values() == {"email": "ada@example.org"}


def test_a_change_to_null_is_invalid() -> None:
    with pytest.raises(Invalid):
        requests.parse_body(schemas.UserChange, b'{"name": null}')


@pytest.mark.parametrize("email", ["a@b", "ada@example.org", "a+b@c.d"])
def test_an_email_is_kept(email: str) -> None:
    new = schemas.UserCreate(name="Ada", email=email)
    assert new.email == email


@pytest.mark.parametrize("email", ["@b", "a@", "a b@c", "a@b@c", "ab", "a@\0"])
def test_what_is_no_email_is_invalid(email: str) -> None:
    with pytest.raises(Invalid):
        requests.parse_body(
            schemas.UserCreate, json.dumps({"name": "Ada", "email": email}).encode()
        )


NO_DIGITS = [" 4", "4\n", "\r4", "1_0", "4.0", "+4", "\u0664", ""]


@pytest.mark.parametrize("text", NO_DIGITS)
def test_a_query_takes_an_integer_as_digits_alone(text: str) -> None:
    with pytest.raises(Invalid):
        requests.parse_query(schemas.Page, {"limit": text})


@pytest.mark.parametrize("text", ["0", "-1", "9223372036854775807", "-9223372036854775808"])
def test_every_bigint_is_an_id(text: str) -> None:
    assert requests.parse_ids({"toy_id": text}) == (int(text),)


@pytest.mark.parametrize(
    "text", ["x", "1.5", "9223372036854775808", "9" * 5_000, "1_0_", "\0", *NO_DIGITS]
)
def test_what_is_no_bigint_is_no_id(text: str) -> None:
    with pytest.raises(Invalid) as raised:
        requests.parse_ids({"toy_id": text})
    assert errors_of(raised)[0]["loc"] == ["path", "toy_id"]


def test_every_wrong_id_is_named() -> None:
    with pytest.raises(Invalid) as raised:
        requests.parse_ids({"user_id": "x", "toy_id": "y"})
    assert [error["loc"] for error in errors_of(raised)] == [
        ["path", "user_id"],
        ["path", "toy_id"],
    ]


def test_bulk_bodies_may_be_longer() -> None:
    assert requests.body_limit(schemas.ToyBatch) == 16 * requests.body_limit(schemas.ToyCreate)


def test_one_byte_over_the_limit_is_too_long() -> None:
    requests.check_length(10, limit=10)
    with pytest.raises(BodyTooLarge):
        requests.check_length(11, limit=10)
