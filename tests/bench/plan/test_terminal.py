"""How a validation is shown."""

import re
from dataclasses import replace

from rich.console import Console

from bench.plan.document import Check
from bench.plan.terminal import print_checks, verdict

GOOD = Check(
    stack="fastapi-asyncpg",
    condition="4 users",
    predicted_rps=2_100,
    measured_rps=2_000,
    predicted_p95_ms=2.4,
    measured_p95_ms=3.0,
    bound_rps=2_250,
)
SLOW = replace(GOOD, condition="64 users", predicted_rps=2_400)
LATE = replace(GOOD, condition="1,200 requests/s", predicted_p95_ms=4.0, bound_rps=None)


def shown(*checks: Check) -> str:
    console = Console(width=160)
    with console.capture() as capture:
        print_checks(checks, console)
    return capture.get()


def test_a_prediction_stands_beside_what_was_measured() -> None:
    assert re.search(r"4 users +2,100 +2,250 +2,000 +\+5% +2\.40 +3\.00 +-20%", shown(GOOD))


def test_an_open_loop_has_no_bound() -> None:
    assert re.search(r"1,200 requests/s +2,100 +– +2,000", shown(LATE))


def test_both_figures_have_to_be_good() -> None:
    assert verdict([GOOD, SLOW, LATE]).startswith("1 of 3 predictions were within 15%")


def test_without_valid_trials_there_is_no_verdict() -> None:
    assert verdict([]).startswith("No condition had a valid trial")
