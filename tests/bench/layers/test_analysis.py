"""From blocks to figures, on a study whose truth is known."""

import pytest

from bench.layers.analysis import difference, estimate, of, ranked, ratios, widest
from bench.layers.chains import Chain, chain_of, chains
from bench.layers.document import Layers
from tests.bench.layers import synthetic


@pytest.fixture(scope="module")
def found() -> Layers:
    return synthetic.study()


def chain(document: Layers, name: str) -> Chain:
    (one,) = (one for one in document.contenders if one.name == name)
    made = chain_of(document, document, one)
    assert made
    return made


def pieces(document: Layers, name: str) -> dict[str, float]:
    return {piece.label: piece.cost.us for piece in chain(document, name).pieces}


def test_a_ratio_is_taken_to_raw_on_the_same_driver_and_world(found: Layers) -> None:
    known = ratios(found, "row", "cpu_us")
    assert sorted(known) == sorted(one.name for one in found.contenders if one.style != "raw")
    assert known["psycopg sync orm"].ratio == pytest.approx(6.0, rel=0.02)


def test_what_a_round_does_to_all_falls_out_of_a_ratio(found: Layers) -> None:
    alone = estimate(of(found.blocks, "row", "psycopg sync orm"), "cpu_us")
    ratio = ratios(found, "row", "cpu_us")["psycopg sync orm"]
    assert alone
    assert alone.interval
    own = (alone.interval[1] / alone.interval[0]) ** 0.5 - 1
    assert ratio.half_width < own / 3


def test_without_raw_there_is_no_ratio(found: Layers) -> None:
    orm = tuple(one for one in found.contenders if one.style == "orm")
    known = Layers(config=found.config, contenders=orm, blocks=found.blocks)
    assert ratios(known, "row", "cpu_us") == {}


def test_contenders_are_ranked_by_cpu(found: Layers) -> None:
    styles = [one.style for one, _ in ranked(found, "bulk")]
    assert styles == ["raw", "raw", "core", "core", "orm", "orm"]


def test_a_layer_is_what_it_adds_to_the_one_within_it(found: Layers) -> None:
    known = pieces(found, "psycopg sync raw")
    assert known["bare socket"] == pytest.approx(20, rel=0.1)
    assert known["driver"] == pytest.approx(25, rel=0.1)


def test_json_framework_and_server_stand_alone(found: Layers) -> None:
    known = pieces(found, "psycopg sync raw")
    assert known["JSON"] == pytest.approx(0.5, rel=0.1)
    assert known["framework and server"] == pytest.approx(100, rel=0.1)


def test_a_shorter_way_past_a_layer_is_one_piece_with_it(found: Layers) -> None:
    known = pieces(found, "psycopg sync core")
    assert known["pool (with wire shape)"] == pytest.approx(15, rel=0.3)


def test_the_pieces_add_up(found: Layers) -> None:
    made = chain(found, "psycopg sync orm")
    assert made.total_us == pytest.approx(240 + 0.5 + 100, rel=0.05)


def test_the_sum_is_held_against_the_stack_that_was_served(found: Layers) -> None:
    served = {made.contender.style: made.served_us for made in chains(found, found)}
    assert served["orm"] == pytest.approx(360, rel=0.05)
    assert (served["raw"], served["core"]) == (None, None)


def test_a_difference_that_may_be_nothing_is_not_clear() -> None:
    document = synthetic.study(rounds=5, spread=0.2)
    cells = [of(document.blocks, "layers: psycopg sync", "psycopg sync", call) for call in CALLS]
    made = difference(*cells)
    assert made
    assert made.low < 0 < made.high
    assert not made.clear


CALLS = ("driver_pool", "driver")


def test_one_round_makes_no_difference_and_no_ratio() -> None:
    document = synthetic.study(rounds=1)
    cells = [of(document.blocks, "layers: psycopg sync", "psycopg sync", call) for call in CALLS]
    assert difference(*cells) is None
    assert ratios(document, "row", "cpu_us") == {}


@pytest.mark.parametrize(
    ("rounds", "drift", "enough"), [(20, 0.01, True), (9, 0.0, False), (20, 0.2, False)]
)
def test_a_group_is_precise_when_its_intervals_are_narrow(
    rounds: int, drift: float, enough: bool
) -> None:
    document = synthetic.study(rounds=rounds, drift=drift)
    assert (widest([b for b in document.blocks if b.group == "row"]) <= 0.025) is enough
