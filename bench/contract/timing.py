"""The Server-Timing header: off by default, and of one form where it is on."""

import re

from bench.contract.api import Answer, Api
from bench.contract.registry import check
from bench.contract.violations import require

SERVER_TIMING = re.compile(
    r"total;dur=(?P<total>\d+\.\d{3}), db;dur=(?P<db>\d+\.\d{3}), "
    r'statements;desc="(?P<statements>\d+)"'
)
"""W3C Server Timing: milliseconds in all, in the database, and the number of statements."""


def timing_of(answer: Answer) -> dict[str, float] | None:
    """Total and database milliseconds and statements; None when the header is absent."""
    header = answer.headers.get("server-timing")
    if header is None:
        return None
    match = SERVER_TIMING.fullmatch(header)
    require(match is not None, f"{answer.asked}: Server-Timing has a wrong form: {header!r}")
    return {name: float(text) for name, text in match.groupdict().items()} if match else None


@check("Server-Timing is on every answer, in its fixed form, or on none")
def _all_or_none(api: Api) -> None:
    answers = [api.get(path) for path in ("/health", "/toys", "/toys/0", "/robots", "/toys/one")]
    timed = [answer.asked for answer in answers if timing_of(answer) is not None]
    require(len(timed) in (0, len(answers)), f"Server-Timing is on some answers only: {timed}")
