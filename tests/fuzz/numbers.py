"""Numbers at the edges of bigint and past them, and what merely looks like one."""

import json
import re
from typing import NamedTuple

from hypothesis import strategies as st

from tests.contract.sequence import JSON_TYPE, Call
from tests.fuzz.drawing import drawn

BIGINT = range(-(2**63), 2**63)
EDGES = [0, 2**31, 2**53, 2**63, 2**64, 10**30]
FORMS = ["{}", "{}.0", "{}.5", "{}e0", "{}e3", "+{}", "0{}", "%20{}", "{}_0", "{}n", "0x{}", "-{}"]
PLACES = [
    ("GET", "/toys/{}"),
    ("DELETE", "/posts/{}"),
    ("PUT", "/users/{}/toys/1"),
    ("DELETE", "/users/1/toys/{}"),
    ("GET", "/users/{}/posts"),
    ("GET", "/toys?after={}"),
    ("GET", "/users?limit={}"),
    ("GET", "/feed?limit={}"),
]
TOKENS = [
    *("true", "false", "null", '"1"', '""', "[]", "{}", "[1]", "1.0", "1e3", "1E3", "-0", "-0.0"),
    *("1e400", "-1e400", "1e-400", "1.5", "9223372036854775807.0", "1e18", "1e19", "9" * 5_000),
]
BODIES = [
    '{{"author_id":{},"title":"t","content":"c"}}',
    '{{"name":"Ada","email":"@","toy_ids":[{}]}}',  # the email is wrong, so that nothing is made
]


class Example(NamedTuple):
    """A request, and the statuses that every stack may answer it with."""

    call: Call
    statuses: frozenset[int]


WHOLE = re.compile(r"-?(0|[1-9]\d*)")


def in_a_path(number: str, place: tuple[str, str]) -> Example:
    """Return the request with a number as text in its path or query."""
    method, template = place
    call = Call(method, template.format(number))
    if not WHOLE.fullmatch(number):
        return Example(call, frozenset({200, 204, 404, 422}))
    is_id = "?" not in template
    allowed = BIGINT if is_id else range(2**63) if "after" in template else range(1, 101)
    found = {204, 404} if method != "GET" else {200, 404} if is_id else {200}
    return Example(call, frozenset(found if int(number) in allowed else {422}))


def in_a_body(token: str, template: str) -> Example:
    """Return the request with a piece of JSON where an id belongs."""
    call = Call("POST", "/posts", template.format(token).encode(), JSON_TYPE)
    if "email" in template:
        call = Call("POST", "/users", template.format(token).encode(), JSON_TYPE)
    try:
        value = json.loads(token)
    except ValueError:  # more digits than Python reads
        return Example(call, frozenset({400}))
    is_number = type(value) is int or (type(value) is float and value.is_integer())
    taken = frozenset({422} if "email" in template else {201, 404})
    return Example(call, taken if is_number and int(value) in BIGINT else frozenset({422}))


def examples(number: int, seed: int) -> list[Example]:
    """Return what there always is, and so many numbers drawn by lot."""
    near = [edge + more for edge in EDGES for more in (-1, 0, 1)]
    whole = [str(sign * n) for n in near for sign in (1, -1)]
    always = [in_a_path(n, PLACES[place % 8]) for place, n in enumerate(whole)]
    always += [in_a_body(token, body) for token in [*TOKENS, *whole] for body in BODIES]
    numbers = st.sampled_from(near) | st.integers() | st.integers(-200, 200)
    texts = st.builds(str.format, st.sampled_from(FORMS), numbers)
    paths = st.builds(in_a_path, texts, st.sampled_from(PLACES))
    tokens = numbers.map(str) | st.floats(allow_nan=False, allow_infinity=False).map(repr)
    bodies = st.builds(in_a_body, tokens, st.sampled_from(BODIES))
    return always + drawn(paths | bodies, number, seed)
