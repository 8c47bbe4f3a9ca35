"""The price in sentences, tables and pictures."""

from collections.abc import Sequence
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from bench.price import charts, grids
from bench.price.analysis import Answer
from bench.price.document import Cost, TriedSize
from bench.price.page import render_html
from bench.price.search import Attempt, Size
from bench.price.sentences import cost, costs, count, lead, more
from bench.price.terminal import print_terminal
from bench.price.units import unit_of
from bench.results import Stack
from tests.bench.price.worlds import document, trial


def test_what_each_stack_needs_is_told() -> None:
    assert lead(Answer(document())) == (
        "To answer 300 requests a second at 5 ms from the database, 95 % of them within 50 ms, "
        "`flask` needs 1 process, 6 threads, 6 connections and 86.0 MiB; "
        "`fastapi` needs 1 process, 3 connections and 83.0 MiB."
    )


def test_a_stack_that_is_not_enough_is_told() -> None:
    said = lead(Answer(document({"flask": 99, "fastapi": 3})))
    assert "`flask` has not enough of 1 process with 64 connections each;" in said


def test_a_search_that_did_not_end_says_at_most() -> None:
    answer = Answer(document(most=6))  # 8 holds, what lies between 4 and 8 was not tried
    assert "`flask` needs at most 1 process, 8 threads" in lead(answer)
    assert any("--budget goes on" in sentence for sentence in more(answer))


def of_attempts(attempts: Sequence[Attempt], **config: int) -> Answer:
    """Return the answer to these attempts of `flask`."""
    sizes = tuple(
        TriedSize(
            workers=one.size.workers,
            connections=one.size.connections,
            trial=trial("flask", p95=20.0 if one.held else 90.0, valid=one.held is not None),
        )
        for one in attempts
    )
    return Answer(replace(document(config=config), sizes=sizes))


UNKNOWN_BELOW = [
    *[Attempt(Size(1, 2), None)] * 5,
    *[Attempt(Size(1, 4), True)] * 2,
    *[Attempt(Size(1, 3), True)] * 2,
]


def test_a_need_above_an_unknown_size_is_not_exact() -> None:
    answer = of_attempts(UNKNOWN_BELOW)
    assert answer.needs["flask"].exact is False
    assert "`flask` needs at most 1 process, 3 threads" in lead(answer)
    assert "`flask` may need less: with 2 connections too few trials count to tell." in more(answer)
    assert grids.needs(answer).rows[0][1].text == "yes; less may do"


def test_an_unknown_size_below_one_that_failed_changes_nothing() -> None:
    answer = of_attempts(
        [
            *[Attempt(Size(1, 2), None)] * 5,
            *[Attempt(Size(1, 4), False)] * 2,
            *[Attempt(Size(1, 8), True)] * 2,
            *[Attempt(Size(1, 6), True)] * 2,
            *[Attempt(Size(1, 5), True)] * 2,
        ]
    )
    assert answer.needs["flask"].exact is True
    assert not any("may need less" in sentence for sentence in more(answer))


def test_one_process_that_is_unknown_leaves_two_in_doubt() -> None:
    answer = of_attempts(
        [*[Attempt(Size(1, 2), None)] * 5, *[Attempt(Size(2, 1), True)] * 2],
        most=2,
        most_workers=2,
    )
    assert answer.needs["flask"].exact is False
    assert any("with 1 process of 2 connections too few" in said for said in more(answer))


def test_without_trials_that_count_nothing_is_known() -> None:
    found = document()
    lost = [
        replace(one, trial=replace(one.trial, valid=False, reasons=("busy",)))
        for one in found.sizes
    ]
    said = lead(Answer(replace(found, sizes=tuple(lost))))
    assert "it is not known what `flask` needs" in said


def test_a_request_under_way_has_its_cost_in_the_unit_that_suits_it() -> None:
    said = costs(Answer(document(costs={"flask": 1.5, "fastapi": 0.03})))
    assert said.startswith("One more request under way costs `flask` 1.50 MiB (")
    assert " as a thread and `fastapi` 30." in said
    assert said.endswith(" as a task.")


def test_a_cost_that_may_be_nothing_is_told_as_its_bound() -> None:
    one = Cost(stack="a", unit="task", mib=0.01, ci_low=-0.01, ci_high=0.03, trials=9)
    assert cost(one) == "`a` nothing that was seen as a task (up to 30.7 KiB)"


def test_without_levels_no_cost_is_told() -> None:
    answer = Answer(replace(document(), levels=()))
    assert costs(answer) == "What a request under way costs is not said: too few trials were valid."
    assert answer.costs == {}


def test_levels_that_were_thrown_out_do_not_count() -> None:
    found = document()
    lost = [replace(one, trial=replace(one.trial, valid=False)) for one in found.levels]
    assert Answer(replace(found, levels=tuple(lost))).costs == {}


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (1, "process", "1 process"),
        (2, "process", "2 processes"),
        (1_024, "thread", "1,024 threads"),
    ],
)
def test_things_are_counted(number: int, noun: str, said: str) -> None:
    assert count(number, noun) == said


@pytest.mark.parametrize(
    ("framework", "server", "bridge", "unit"),
    [
        ("flask", "gunicorn", "native", "thread"),
        ("flask", "granian", "native", "thread"),
        ("flask", "gevent", "native", "greenlet"),
        ("fastapi", "uvicorn", "native", "task"),
        ("fastapi", "uvicorn", "threads", "thread"),
    ],
)
def test_what_keeps_a_waiting_request(framework, server, bridge, unit) -> None:
    stack = Stack(
        name="a", framework=framework, server=server, driver="d", style="orm", bridge=bridge
    )
    assert unit_of(stack) == unit


def test_the_mark_of_a_trial_is_filled_where_it_held() -> None:
    answer = Answer(document())
    marks = charts.tried(answer)
    assert {m["connections"] for m in marks if m["filled"] and m["stack"] == "flask"} == {6, 8}
    assert {m["connections"] for m in marks if not m["filled"] and m["stack"] == "flask"} == {
        *(2, 4, 5)
    }


def test_the_ring_is_where_the_sentence_says() -> None:
    rings = charts.rings(Answer(document()))
    assert rings == [{"connections": 6, "memory": 86.0}, {"connections": 3, "memory": 83.0}]


def test_the_tables_have_every_trial() -> None:
    answer = Answer(document())
    assert len(grids.sizes(answer).rows) == len(answer.document.sizes)
    assert len(grids.levels(answer).rows) == len(answer.document.levels)
    assert len(grids.needs(answer).rows) == 2


def test_the_page_has_both_plots_and_the_table() -> None:
    page = render_html(document())
    assert page.count('<svg role="img"') == 2
    assert "a request more" in page


@pytest.mark.parametrize(
    ("why", "told"), [({"generator_cpu_fraction": 0.95}, True), ({"dropped": 3}, False)]
)
def test_only_trials_lost_to_the_generator_are_a_caution(why: dict, told: bool) -> None:
    found = document()
    lost = tuple(replace(one, trial=replace(one.trial, valid=False, **why)) for one in found.sizes)
    found = replace(found, sizes=lost)
    console = Console(file=StringIO(), width=300)
    print_terminal(found, console)
    for said in (render_html(found), console.file.getvalue()):
        assert ("Those left are its slower ones" in said) is told
        assert "Those left are its better ones" not in said


def test_a_study_that_has_only_begun_has_a_page_too() -> None:
    page = render_html(replace(document(), sizes=(), levels=()))
    assert "<svg role" not in page


def test_a_latency_that_the_proxy_cannot_add_is_told() -> None:
    found = document()
    sizes = tuple(replace(one, trial=replace(one.trial, db_latency_ms=0.1)) for one in found.sizes)
    assert "0.1 ms is as near as it gets." in " ".join(more(Answer(replace(found, sizes=sizes))))
