"""The conditions that older comparisons used, by name, so that their figures can be retraced."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from bench.errors import UserError

PRESETS: Final[Mapping[str, Mapping[str, Any]]] = {
    "p95-at-20rps": {
        "workload": "read",
        "rates": "20",
        "arrivals": "poisson",
        "max_in_flight": 20,
        "workers": 4,
        "connections": 5,
        "window": 10.0,
        "budget": 600.0,
        "notes": (
            "20 requests a second, far below what any of these stacks can serve: P95 tells how "
            "long a request takes on an idle machine, not how much it can bear.",
        ),
    },
    "mixed-50": {
        "workload": "mixed",
        "users": "50",
        "think": "1-5",
        "window": 15.0,
        "budget": 900.0,
        "notes": (
            "Bound by think time: 50 users who wait 1 to 5 s make about 17 visits a second, which "
            "are 21 requests (20 in 15 s, for all begin together), to any stack that keeps up, so "
            "throughput cannot tell the stacks apart here.",
        ),
    },
}
"""Values of `bench run`'s options; an option that is given on the command line wins."""


OPEN_LOOP: Final = ("rates", "arrivals", "max_in_flight")
EXCLUDED: Final = {"users": OPEN_LOOP, "think": OPEN_LOOP, "rates": ("think",), "workload": ()}
"""What is typed of the load, and what of a preset that overrules; notes are on the preset's own."""


def preset(name: str, typed: Collection[str] = ()) -> Mapping[str, Any]:
    """Return what `name` stands for beside the options that are `typed`.

    Raises `UserError` when it stands for nothing.
    """
    if name not in PRESETS:
        raise UserError(f"There is no preset named {name!r}: there are {', '.join(PRESETS)}.")
    lost = {each for option in EXCLUDED if option in typed for each in (*EXCLUDED[option], "notes")}
    return {option: value for option, value in PRESETS[name].items() if option not in lost}
