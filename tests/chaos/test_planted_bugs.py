"""Bugs of real services, each in an app that is served for it: a row must break, and say why."""

from collections.abc import Callable

import pytest

from bench.chaos.document import Row
from tests.chaos.conftest import Planted

CAUGHT = {
    "forgets the commit": ("slow-client", "not in the database"),
    "commits half": ("backends-ended", "by half"),
    "tries twice": ("network-stalled", "more than once"),
    "leaks on error": ("pool-exhausted", "connections can be used"),
    "hides errors": ("disk-full", "not in the database"),
    "waits for ever": ("pool-exhausted", "POOL_TIMEOUT"),
    "has no Retry-After": ("network-cut", "without Retry-After"),
    "takes any length": ("body-limits", "not 413"),
}
"""The bug, a fault that shows it, and words of the sentence that says so."""


@pytest.mark.parametrize(("bug", "fault", "words"), [(b, *how) for b, how in CAUGHT.items()])
def test_a_bug_breaks_the_row(bug: str, fault: str, words: str, row_of: Callable[..., Row]):
    row = row_of(Planted(bug), fault, margin_s=0.5)
    assert row.verdict == "broken"
    assert any(words in reason for reason in row.reasons), row


def test_a_server_that_drops_what_is_in_flight_breaks_a_rolling_restart(
    row_of: Callable[..., Row],
):
    row = row_of(Planted("drops what is in flight"), "rolling-restart")
    assert any("in flight" in reason for reason in row.reasons), row


@pytest.mark.parametrize("fault", ["database-crash", "network-cut", "disk-full"])
def test_without_a_bug_the_row_is_held(fault: str, row_of: Callable[..., Row]):
    assert row_of(Planted("none"), fault).reasons == ()
