"""The picture, the table and the figures of a map agree."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from bench.map import charts, grids
from bench.map.analysis import Answer
from bench.map.document import Map
from bench.map.page import render_html
from bench.map.terminal import print_terminal
from tests.bench.map import drawn
from tests.bench.map.synthetic import flat, slanted, stepped

WORLDS = [(slanted, 60, 0.02), (stepped, 200, 0.01), (flat, 100, 0.03), (slanted, 8, 0.02)]


@pytest.fixture(params=WORLDS, ids=["short", "whole", "flat", "begun"], name="answer")
def an_answer(request) -> Answer:
    world, most, scatter = request.param
    return Answer(drawn.document(world, most, scatter))


def across_one(one) -> bool:
    return one.ratio is not None and one.ci_low <= 1 <= one.ci_high


def test_a_cell_is_hatched_exactly_when_its_interval_lies_across_1(answer: Answer) -> None:
    hatched = {(line["column"], line["row"]) for line in charts.hatched(answer)}
    assert hatched == {cell for cell, one in answer.cells.items() if across_one(one)}


def test_the_document_says_level_exactly_then(answer: Answer) -> None:
    for one in answer.document.cells:
        assert (one.state == "level") == across_one(one)
        assert (one.state == "not measured") == (one.ratio is None)


def test_every_cell_is_painted_once(answer: Answer) -> None:
    led = {(one["x"], one["y"]) for one in charts.led(answer)}
    hatched = {(line["column"], line["row"]) for line in charts.hatched(answer)}
    assert not led & hatched
    assert led | hatched == set(answer.measured)


def test_hatching_stays_within_its_cell(answer: Answer) -> None:
    for line in charts.hatched(answer):
        assert all(line["column"] <= line[end] <= line["column"] + 1 for end in ("x", "x2"))
        assert all(line["row"] <= line[end] <= line["row"] + 1 for end in ("y", "y2"))


def test_a_greater_lead_is_painted_stronger_up_to_twice() -> None:
    shades = [charts.strength(ratio) for ratio in (1.0, 1.1, 1.5, 2.0, 3.0)]
    assert shades == sorted(shades)
    assert shades[-1] == shades[-2] == charts.FULLEST


def test_the_table_has_every_cell(answer: Answer) -> None:
    assert len(grids.cells(answer).rows) == len(answer.cells) == 35


def test_a_label_names_the_leader_shortly() -> None:
    answer = Answer(drawn.document(stepped))
    assert grids.label(answer, answer.cells[6, 0])[1] == "fastapi"


@pytest.mark.parametrize(
    ("interval", "word"),
    [((0.97, 1.04), "level"), ((0.7, 1.04), "unclear"), ((0.97, 2), "unclear")],
)
def test_level_is_said_only_of_what_is_known_to_be_near(interval, word: str) -> None:
    answer = Answer(drawn.document(stepped))
    low, high = interval
    one = replace(answer.cells[0, 0], ci_low=low, ci_high=high)
    assert grids.label(answer, one) == (word, f"{low:.2f}–{high:.2f}")


def test_an_interval_that_bounds_nothing_is_no_digits() -> None:
    answer = Answer(drawn.document(stepped))
    one = replace(answer.cells[0, 0], ci_low=1e-40, ci_high=1e40)
    assert grids.label(answer, one) == ("unclear", "not known")


def test_the_page_shows_picture_and_sentence() -> None:
    page = render_html(drawn.document(slanted, 60, 0.02))
    assert '<svg role="img"' in page
    assert "from there on" in page.partition("</figure>")[2]


def in_terminal(document: Map) -> str:
    console = Console(file=StringIO(), width=300)
    print_terminal(document, console)
    return console.file.getvalue()


@pytest.mark.parametrize("show", [render_html, in_terminal])
def test_a_cell_that_lost_its_trials_to_the_generator_is_a_caution(show) -> None:
    found = drawn.document(slanted, 60, 0.02)
    busy = {"valid": False, "reasons": ("busy",), "generator_cpu_fraction": 0.95}
    (first, *_) = found.rounds
    rounds = tuple(
        replace(
            one,
            trials=tuple(
                replace(
                    trial,
                    users=one.users,
                    db_latency_ms=one.db_latency_ms,
                    **(busy if (one.db_latency_ms, one.users) == here else {}),
                )
                for trial in one.trials
            ),
        )
        for here in [(first.db_latency_ms, first.users)]
        for one in found.rounds
    )
    said = show(replace(found, rounds=rounds))
    assert "flask-psycopg lost 3 of 3 trials of read with 1 user, 0.1 ms to the database: " in said
    assert "Those left are its slower ones: it may be faster than it looks." in said


def test_without_a_measured_cell_the_page_has_no_picture() -> None:
    empty = replace(drawn.document(slanted, 60), rounds=(), cells=())
    assert "<svg role" not in render_html(empty)
