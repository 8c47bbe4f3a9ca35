"""The slope of a line, with its interval."""

from random import Random

import pytest
from scipy.stats import linregress, t

from bench.price.slope import slope


def test_it_is_what_scipy_finds() -> None:
    random = Random(1)
    pairs = [(float(x), 80 + 0.3 * x + random.gauss(0, 2)) for x in (8, 32, 64, 128) * 3]
    found = slope(pairs)
    assert found is not None
    expected = linregress([x for x, _ in pairs], [y for _, y in pairs])
    reach = t.ppf(0.975, len(pairs) - 2) * expected.stderr
    assert (found.value, found.intercept) == pytest.approx((expected.slope, expected.intercept))
    assert found.ci_low == pytest.approx(expected.slope - reach)
    assert found.ci_high == pytest.approx(expected.slope + reach)


def test_its_interval_holds_the_truth_nineteen_times_in_twenty() -> None:
    held = 0
    for seed in range(300):
        random = Random(seed)
        found = slope([(float(x), 0.3 * x + random.gauss(0, 2)) for x in (8, 32, 64, 128) * 3])
        assert found is not None
        held += found.ci_low <= 0.3 <= found.ci_high
    assert 270 <= held <= 298


@pytest.mark.parametrize("pairs", [[], [(1.0, 1.0)] * 3, [(8.0, 1.0)] * 9])
def test_too_little_to_put_a_line_through(pairs: list[tuple[float, float]]) -> None:
    assert slope(pairs) is None
