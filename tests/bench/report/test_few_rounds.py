"""Two rounds of many stacks: intervals that bound nothing are said to, and are not digits."""

import re
from dataclasses import replace
from functools import partial
from random import Random

import pytest

from bench.analysis import with_comparisons
from bench.numbers import interval, with_half_width, with_interval
from bench.report import grids, markdown_table, render_html
from bench.report.sections import flipped, sections
from bench.report.terminal import cells
from bench.results import Results, dumps, loads
from bench.stats import Estimate
from tests.bench import synthetic
from tests.bench.report.rendering import said, terminal

TRUTHS = (*synthetic.ladder(), synthetic.TRUTHS[0])
WIDEST = 40
"""Characters of a cell."""
DIGITS = re.compile(r"\d[\d,]{11,}")


@pytest.fixture(scope="module", name="run")
def two_rounds() -> Results:
    """Thirteen stacks, whose figures moved by a factor of two between two rounds."""
    random = Random(3)
    trials = [
        replace(trial, throughput_rps=trial.throughput_rps * random.choice((1, 2)))
        for number in (1, 2)
        for trial in (synthetic.trial(truth, number, random, noise=0.4) for truth in TRUTHS)
    ]
    stacks = tuple(truth.stack for truth in TRUTHS)
    config = {"workload": "read", "precision": 0.03, "stopped_by": "budget"}
    return with_comparisons(Results(config=config, stacks=stacks, trials=tuple(trials)))


@pytest.fixture(scope="module", name="beyond")
def without_bounds(run: Results) -> Results:
    """Comparisons that no float bounds."""
    there = tuple(
        replace(found, ci_low=0.0, ci_high=None, detectable=None) for found in run.comparisons
    )
    return replace(run, comparisons=there)


def words_of_page(results: Results) -> str:
    """Return what stands between the tags of the page, without its plots."""
    page = re.sub(r"(?s)<(style|script|svg).*?</\1>", "", render_html(results))
    return re.sub(r"<[^>]*>", " ", page)


@pytest.fixture(params=["run", "beyond"], name="either")
def one_of_both(request: pytest.FixtureRequest) -> Results:
    found: Results = request.getfixturevalue(request.param)
    return found


def test_it_bounds_nothing(run: Results) -> None:
    assert any((found.ci_high or 0) > 1e40 for found in run.comparisons)


def test_no_cell_of_the_report_is_long(either: Results) -> None:
    (section,) = sections(either)
    tables = [grids.pairs(section), grids.summary(section), grids.percentiles(section)]
    cells = [cell.text for table in tables for row in table.rows for cell in row]
    assert "not known" in cells
    assert [cell for cell in cells if len(cell) > WIDEST] == []


@pytest.mark.parametrize("render", [partial(terminal, width=200), markdown_table, words_of_page])
def test_no_figure_is_digits_without_end(either: Results, render) -> None:
    assert DIGITS.findall(render(either)) == []


def test_no_cell_of_the_terminal_s_table_is_long(either: Results) -> None:
    (section,) = sections(either)
    texts = [cell.plain for row in section.rows for cell in cells(row)]
    assert [text for text in texts if len(text) > WIDEST] == []


def test_what_would_have_been_seen_is_not_known(either: Results) -> None:
    answer = said(either)
    told = " ".join([answer.lead, *answer.more])
    assert "rounds are too few to tell" in told


def test_bounds_that_are_not_there_are_null_in_the_results(beyond: Results) -> None:
    text = dumps(beyond)
    assert '"ci_high": null' in text
    assert loads(text).comparisons == beyond.comparisons


def test_a_comparison_without_bounds_can_be_seen_from_the_other_side(beyond: Results) -> None:
    turned = flipped(beyond.comparisons[0])
    assert (turned.ci_low, turned.ci_high, turned.detectable) == (0.0, None, None)


@pytest.mark.parametrize(
    ("bounds", "text"),
    [
        ((2.0, 1.5, 2.6), "1.50 to 2.60"),
        ((250.0, 200.0, 310.0), "200.00 to 310.00"),
        ((2.0, 1e-9, 1e9), "not known"),
        ((2.0, 0.0, None), "not known"),
        ((300.0, 1.5, 6e4), "1.50 or more"),
        ((0.002, 1e-6, 0.9), "0.90 or less"),
    ],
)
def test_an_interval_is_told_as_far_as_it_bounds(bounds, text: str) -> None:
    assert interval(*bounds) == text


def test_a_mean_whose_interval_bounds_nothing_stands_alone() -> None:
    found = Estimate(1_850.0, (1.0, 1e9), 2)
    assert (with_interval(found), with_half_width(found)) == ("1,850 (not known)", "1,850 ±?")
