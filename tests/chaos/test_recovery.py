"""When a stack is over a fault: pure, from the answers after it."""

import pytest

from bench.chaos.ledger import Attempt
from bench.chaos.trial import Recovery, recovered


def answered(*answers: tuple[float, int]) -> list[Attempt]:
    return [Attempt(str(at), at - 0.1, at, status) for at, status in answers]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], Recovery(None, None)),
        ([(11, 503)], Recovery(None, None)),
        ([(11, 201)], Recovery(1.0, 0.0)),
        ([(11, 503), (12, 201)], Recovery(2.0, 1.0)),
        ([(11, 201), (12, 503)], Recovery(1.0, None)),
        ([(11, 201), (12, 503), (13, 201)], Recovery(1.0, 2.0)),
    ],
)
def test_times_run_from_the_end_of_the_fault(answers, expected):
    assert recovered(answered(*answers), 10.0)[0] == expected
