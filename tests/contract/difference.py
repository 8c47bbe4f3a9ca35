"""Two services given the same requests: what each answered, and where they part.

What must differ from run to run is masked in place, so that its form is still compared: the
digits of timestamps, and the figures of /benchmark/queries.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import httpx2

from bench.contract.headers import SECURITY
from bench.contract.run import connect
from bench.contract.violations import brief
from tests.contract.sequence import Call

HEADERS = (
    *("content-type", "location", "allow", "retry-after", "content-length"),
    *SECURITY,
)
"""The headers that matter."""

_TIME = re.compile(rb'"\d{4}-\d\d-\d\dT[^"]*"')
_FIGURE = re.compile(rb'("(?:mean_ms|queries_per_second)":)[0-9.eE+-]+')
_DIGIT = re.compile(rb"\d")
_FIGURES_PATH = "/benchmark/queries"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a service made of one request, masked; comparable with ==.

    `status` 0 means that no whole answer came; `body` then says why.
    """

    status: int
    headers: tuple[tuple[str, str | None], ...]
    body: bytes


def outcomes(url: str, calls: Sequence[Call]) -> list[Outcome]:
    """Send the calls one after another to the service at `url`."""
    with connect(url) as client:
        return [_outcome(client, url, call) for call in calls]


def differences(calls: Sequence[Call], one: list[Outcome], other: list[Outcome]) -> list[str]:
    """Return one line for each call that was answered differently."""
    return [
        f"call {number}, {brief(call)}:\n  {first}\n  {second}"
        for number, (call, first, second) in enumerate(zip_longest(calls, one, other))
        if first != second
    ]


def masked(body: bytes) -> bytes:
    """Return the body with 0 for each digit of a timestamp, and # for each measured figure."""
    zeroed = _TIME.sub(lambda found: _DIGIT.sub(b"0", found[0]), body)
    return _FIGURE.sub(rb"\1#", zeroed)


def _outcome(client: httpx2.Client, url: str, call: Call) -> Outcome:
    headers = {} if call.content_type is None else {"Content-Type": call.content_type}
    content = _in_two(call.content) if call.chunked and call.content else call.content
    try:
        answer = client.request(call.method, f"{url}{call.path}", content=content, headers=headers)
    except httpx2.HTTPError as error:
        return Outcome(0, (), f"{type(error).__name__}: {error}".encode())
    measured = call.path.startswith(_FIGURES_PATH) and answer.status_code == 200
    kept = [name for name in HEADERS if not (measured and name == "content-length")]
    return Outcome(
        answer.status_code,
        tuple((name, answer.headers.get(name)) for name in kept),
        masked(answer.content),
    )


def _in_two(content: bytes) -> Iterator[bytes]:
    half = len(content) // 2
    yield from (part for part in (content[:half], content[half:]) if part)
