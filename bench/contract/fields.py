"""Fields of bodies: which values are taken, and which are refused with a 422 that says where."""

from typing import NamedTuple

from bench.contract.answers import invalid, json_of, problem
from bench.contract.api import JSON_TYPE, Answer, Api, Json
from bench.contract.registry import check, check_each
from bench.contract.table import WITH_BODY, filled, valid_body
from bench.contract.violations import equal

TOO_LARGE_ID = 2**63
EMAIL_TAIL = "@example.com"


class Field(NamedTuple):
    """A text field: where it is, and how many characters it may have."""

    path: str
    name: str
    longest: int


TEXTS = [
    Field("/users", "name", 200),
    Field("/toys", "name", 200),
    Field("/posts", "title", 200),
    Field("/posts", "content", 100_000),
]
NAMED_TEXTS = {f"{field.name} of {field.path}": field for field in TEXTS}

BAD_TEXTS = {
    "an empty text": "",
    "a number": 7,
    "true": True,
    "null": None,
    "a list": ["text"],
    "a NUL character": "a\0b",
    "NUL alone": "\0",
    "a NUL at the end": "a\0",
}
BAD_EMAILS = {
    **BAD_TEXTS,
    "no @": "ada.example.com",
    "two @": "ada@lovelace@example.com",
    "nothing before the @": "@example.com",
    "nothing behind the @": "ada@",
    "a space": "ada lovelace@example.com",
    "a line feed at the end": "ada@example.com\n",
    "a control character": "ada\x01@example.com",
    "a no-break space": "ada\xa0@example.com",
    "a byte order mark": "ada@example.com\ufeff",
    "321 characters": "a" * (321 - len(EMAIL_TAIL)) + EMAIL_TAIL,
}


def _send_both(api: Api, path: str, fields: Json) -> tuple[Answer, Answer]:
    """Answers of a creation and of a change that carry these fields."""
    template = path + {"/users": "/{user_id}", "/toys": "/{toy_id}", "/posts": "/{post_id}"}[path]
    whole = valid_body(api, "POST", path)
    return api.post(path, {**whole, **fields}), api.patch(filled(api, template), fields)


@check_each("the {} is refused when it is wrong, on creation and on change", NAMED_TEXTS)
def _bad_text(api: Api, field: Field) -> None:
    too_long = {"too long a text": "a" * (field.longest + 1)}
    for value in {**BAD_TEXTS, **too_long}.values():
        for answer in _send_both(api, field.path, {field.name: value}):
            invalid(answer, "body", field.name)


@check_each("the {} may have 1 character and as many as are allowed", NAMED_TEXTS)
def _longest_text(api: Api, field: Field) -> None:
    for value in ("a", "a" * field.longest, "é" * field.longest):
        created, changed = _send_both(api, field.path, {field.name: value})
        equal(field.name, json_of(created, 201)[field.name], value)
        equal(field.name, json_of(changed)[field.name], value)


@check_each(
    "the {} keeps characters of four bytes, quotes, directions, SQL and line ends",
    NAMED_TEXTS,
)
def _any_text(api: Api, field: Field) -> None:
    value = (
        "🤖 \"\\/\b\f\n\r\t\x01\x7f\u2028<b>&amp;%s {x} \U0010ffff é e\u0301 \u202e\u05d0'; -- $1 "
    )
    created, changed = _send_both(api, field.path, {field.name: value})
    equal(field.name, json_of(created, 201)[field.name], value)
    equal(field.name, json_of(changed)[field.name], value)


@check_each("the {} cannot hold a lone surrogate", NAMED_TEXTS)
def _surrogate(api: Api, field: Field) -> None:
    for value in ("\ud800", "a\udfffb"):
        for answer in _send_both(api, field.path, {field.name: value}):
            problem(answer, 422)


@check_each("an email is refused that has or is {}", BAD_EMAILS)
def _bad_email(api: Api, value: object) -> None:
    for answer in _send_both(api, "/users", {"email": value}):
        invalid(answer, "body", "email")


@check("an email may have 320 characters")
def _longest_email(api: Api) -> None:
    email = api.unique_email()
    email = "a" * (320 - len(email)) + email
    json_of(api.post("/users", {"name": "Ada", "email": email}), 201)


REQUIRED = {
    f"{name} of {path}": (path, name)
    for path, names in {
        "/users": ["name", "email"],
        "/toys": ["name"],
        "/posts": ["author_id", "title", "content"],
    }.items()
    for name in names
}


@check_each("the {} cannot be left out", REQUIRED)
def _missing(api: Api, field: tuple[str, str]) -> None:
    path, name = field
    body = valid_body(api, "POST", path)
    del body[name]
    invalid(api.post(path, body), "body", name, kind="missing")


@check_each(
    "{} are refused",
    {
        "toy_ids that are null": (None, ()),
        "toy_ids that are no list": (1, ()),
        "toy_ids with a word in them": ([1, "one"], (1,)),
        "toy_ids with true in them": ([1, True], (1,)),
        "toy_ids with a number as text in them": (["1"], (0,)),
        "toy_ids beyond bigint": ([TOO_LARGE_ID], (0,)),
    },
)
def _bad_toy_ids(api: Api, variant: tuple[object, tuple[int, ...]]) -> None:
    value, where = variant
    for path in ("/users", "/posts"):
        body = {**valid_body(api, "POST", path), "toy_ids": value}
        invalid(api.post(path, body), "body", "toy_ids", *where)


@check_each(
    "an author_id is refused that is {}",
    {
        "null": None,
        "a word": "Ada",
        "a number as text": "1",
        "true": True,
        "a fraction": 1.5,
        "beyond bigint": TOO_LARGE_ID,
        "below bigint": -TOO_LARGE_ID - 1,
        "beyond every number of 64 bits": 10**30,
    },
)
def _bad_author(api: Api, value: object) -> None:
    body = {"author_id": value, "title": "t", "content": "c"}
    invalid(api.post("/posts", body), "body", "author_id")


SINGLE = {f"{method} {path}": (method, path) for method, path in WITH_BODY if "bulk" not in path}
CHANGES = {path: path for method, path in WITH_BODY if method == "PATCH"}


@check_each("{} refuses a key that it does not know", SINGLE)
def _unknown_key(api: Api, operation: tuple[str, str]) -> None:
    method, path = operation
    body = {**valid_body(api, method, path), "colour": "red"}
    invalid(api.send(method, filled(api, path), body), "body", "colour", kind="extra_forbidden")


@check_each("{} refuses a body that is no object", SINGLE)
def _no_object(api: Api, operation: tuple[str, str]) -> None:
    method, path = operation
    wrong: tuple[object, ...] = ([], "text", 1, None, True)
    for body in wrong:
        invalid(api.send(method, filled(api, path), body), "body")


@check_each("PATCH {} refuses an empty object", CHANGES)
def _nothing_to_change(api: Api, path: str) -> None:
    invalid(api.patch(filled(api, path), {}), "body")


@check("characters may come as UTF-8 or as escapes, alone")
def _escapes(api: Api) -> None:
    for name in (b"\xf0\x9f\xa4\x96", rb"\ud83e\udd16"):
        answer = api.request("POST", "/toys", b'{"name":"%s"}' % name, JSON_TYPE)
        equal("the name", json_of(answer, 201)["name"], "🤖")
