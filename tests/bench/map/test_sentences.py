"""The map in sentences."""

from dataclasses import replace

import pytest

from bench.map.analysis import Answer, short_names
from bench.map.document import Map
from bench.map.sentences import between, corner, headline, lead, more, rows
from tests.bench.map import drawn
from tests.bench.map.synthetic import flat, slanted, stepped


def answer(*arguments, **options) -> Answer:
    return Answer(drawn.document(*arguments, **options))


def test_up_to_where_the_stacks_are_level_comes_first() -> None:
    assert lead(answer(stepped)).startswith(
        "Up to 2.2 ms (1.4 to 3.4) from the database, for any number up to 256 users, "
        "`flask-psycopg` and `fastapi-psycopg` are level here; "
        "from there on `fastapi-psycopg` leads in all 15 cells by 1.3"
    )


def test_the_users_are_named_where_they_bound_it() -> None:
    said = lead(answer(lambda cell: 0.0 if cell[0] < 3 and cell[1] < 3 else 0.4))
    assert said.startswith("Up to 0.9 ms (0.58 to 1.4) from the database and 16 users, `flask")


def test_where_latency_changes_nothing_it_says_so() -> None:
    said = lead(answer(lambda cell: 0.0 if cell[1] < 2 else 0.4))
    assert said.startswith("At any latency up to 20 ms, with up to 4 users, `flask-psycopg` and ")


def test_a_row_alone_is_no_range_of_users() -> None:
    said = lead(answer(lambda cell: 0.0 if cell[1] < 1 else 0.4))
    assert said.startswith("At any latency up to 20 ms, with 1 user, `flask-psycopg` and ")


def test_a_leader_near_the_origin_is_told_by_how_much_it_leads() -> None:
    said = lead(answer(slanted))
    assert "`flask-psycopg` leads here by " in said
    assert "; from there on " in said


def test_equal_stacks_are_no_difference() -> None:
    assert lead(answer(flat, most=15, scatter=0.0001)).startswith(
        "No difference was detected anywhere between 0.1 and 20 ms from the database, "
    )


def test_one_leader_everywhere() -> None:
    said = lead(answer(lambda _: -0.3))
    assert said.startswith("`flask-psycopg` leads wherever it was measured between 0.1 and 20 ms")
    assert "by 1.3" in said


def test_without_a_valid_trial_nothing_is_said() -> None:
    found = drawn.document(stepped)
    lost = tuple(
        replace(one, trials=tuple(replace(t, valid=False, reasons=("x",)) for t in one.trials))
        for one in found.rounds
    )
    empty = Answer(replace(found, rounds=lost))
    assert lead(empty) == headline(empty) == "Nothing is said: too few trials were valid."
    assert "In 35 cells too few rounds count to say anything." in more(empty)


def test_the_title_is_the_first_half() -> None:
    found = answer(stepped)
    assert lead(found).startswith(headline(found)[:-1])
    assert headline(found).endswith("are level here.")


def test_without_the_nearest_corner_the_cells_are_counted() -> None:
    found = drawn.document(stepped)
    rest = tuple(one for one in found.rounds if (one.db_latency_ms, one.users) != (0.1, 1))
    said = lead(Answer(replace(found, rounds=rest)))
    assert said.startswith("Of 34 measured cells, `fastapi-psycopg` leads in 15 of 34 cells by ")
    assert said.endswith("and no difference was detected in 19.")


def test_the_corner_s_block_is_alike_and_measured_throughout() -> None:
    found = answer(slanted, most=90)
    block = corner(found)
    assert {found.leader(cell) for cell in block} == {found.leader((0, 0))}
    assert set(block) <= set(found.measured)


def test_rows_that_are_alike_are_told_once() -> None:
    assert rows(answer(stepped)) == [
        "With 1 to 256 users: level up to 2.2 ms (1.4 to 3.4), then `fastapi-psycopg`."
    ]


def test_rows_that_differ_are_told_each() -> None:
    said = rows(answer(lambda cell: 0.0 if cell[0] < 4 else 0.4 * (cell[1] > 0)))
    assert said[0] == "With 1 user: level all the way."
    assert said[1].startswith("With 4 to 256 users: level up to 2.2 ms")


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.5, 1.0, "0.71 ms (0.5 to 1)"),
        (0.0, 0.5, "less than 0.5 ms"),
        (8.3, 20, "13 ms (8.3 to 20)"),
        (200, 500, "316 ms (200 to 500)"),
    ],
)
def test_a_border_has_the_places_around_it(low: float, high: float, said: str) -> None:
    assert between(low, high) == said


def test_cells_that_were_not_measured_are_counted_with_the_reason() -> None:
    found = drawn.document(slanted, most=30)
    over = Answer(replace(found, config={**found.config, "stopped_by": "budget"}))
    unseen = len(over.cells) - len(over.measured)
    assert f"{unseen} of 35 cells were not measured: the time was over, and a" in " ".join(
        more(over)
    )


def test_chance_is_told() -> None:
    assert any("about one in twenty" in sentence for sentence in more(answer(stepped)))


def test_a_metric_of_which_less_is_better_has_the_same_leaders() -> None:
    cpu, rps = answer(slanted, metric="app_cpu_us_per_request"), answer(slanted)
    assert list(map(cpu.leader, cpu.measured)) == list(map(rps.leader, rps.measured))


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["flask-psycopg", "fastapi-psycopg"], ["flask", "fastapi"]),
        (["flask-psycopg", "fastapi-asyncpg"], ["flask-psycopg", "fastapi-asyncpg"]),
        (["flask-psycopg", "flask-psycopg-raw"], ["flask-psycopg", "flask-psycopg-raw"]),
        (["flask-psycopg", "flask-psycopg#2"], ["psycopg", "psycopg#2"]),
    ],
)
def test_names_lose_what_they_share(names: list[str], short: list[str]) -> None:
    assert short_names(names) == short


def test_an_empty_document_says_nothing() -> None:
    config = {"latencies_ms": [1.0, 2.0], "users": [1, 2], "metric": "throughput_rps"}
    stacks = drawn.document(flat, most=1).stacks
    assert lead(Answer(Map(config=config, stacks=stacks))).startswith("Nothing is said")


def test_a_latency_that_the_proxy_cannot_add_is_said_to_be_none() -> None:
    found = drawn.document(stepped)
    near = [one for one in found.rounds if one.db_latency_ms == 0.1]
    told = tuple(
        replace(one, trials=tuple(replace(t, db_latency_ms=0.1) for t in one.trials))
        for one in near
    )
    assert "0.1 ms is as near as it gets." in " ".join(more(Answer(replace(found, rounds=told))))
