"""Figures as people read them."""

import pytest

from bench.numbers import figure, percent, plain


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1850.4, "1,850"),
        (9.996, "10.0"),
        (12.34, "12.3"),
        (0.0412, "0.0412"),
        (0, "0"),
        (None, "–"),
    ],
)
def test_figures_have_three_significant_digits(value, shown):
    assert figure(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(50.0, "50"), (0.05, "0.05"), (999.4, "999"), (999.5, "1,000"), (12_345, "12,345")],
)
def test_places_have_no_exponent(value, shown):
    assert plain(value) == shown


@pytest.mark.parametrize(("share", "shown"), [(0.042, "4.2 %"), (0.17, "17 %")])
def test_percentages_are_short(share, shown):
    assert percent(share) == shown
