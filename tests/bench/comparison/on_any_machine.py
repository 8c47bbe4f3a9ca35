"""`bench`, but no trial is thrown out for what else the machine does.

Tests share their machine with others, and ask what a command says, writes and leaves behind. That
a busy machine throws trials out is tested where it is the question: test_thrown_out.py.

`python -m tests.bench.comparison.on_any_machine ARGUMENTS` is the console script.
"""

from unittest.mock import patch

from bench.cli import main
from bench.validity import Facts, reasons

BUSY_MACHINE = (
    *("the load generator ", "Little's law ", "other programs ", "the latency proxy "),
    "arrivals started late",
    "the slowest requests did not end",
)


def other_reasons(facts: Facts) -> list[str]:
    """Return the reasons that a busy machine cannot cause; each of them counts here too."""
    return [why for why in reasons(facts) if not any(words in why for words in BUSY_MACHINE)]


if __name__ == "__main__":
    with patch("bench.comparison.measure.reasons", other_reasons):
        main()
