"""What loads and presets mean, before anything runs."""

from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from bench import cli
from bench.comparison.config import Load, RunConfig, parse_rates
from bench.comparison.measure import learn_capacity
from bench.comparison.presets import PRESETS
from bench.comparison.request import Request, configuration, loads, think_time
from bench.comparison.schedule import Slot, round_of
from bench.errors import UserError
from bench.stacks import CATALOGUE, Capacity


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("", ()),
        ("500", (Load(rate=500.0),)),
        ("10%, 1000", (Load(share=0.1), Load(rate=1000.0))),
    ],
)
def test_rates_are_numbers_or_shares(text: str, meaning: tuple[Load, ...]) -> None:
    assert parse_rates(text) == meaning


@pytest.mark.parametrize("text", ["0", "-5", "fast", "0%", "250%", "%", "nan"])
def test_what_is_no_rate_is_said_so(text: str) -> None:
    with pytest.raises(UserError, match="is no rate"):
        parse_rates(text)


def test_without_rates_the_loop_is_closed() -> None:
    assert loads("1,4", "") == (Load(users=1), Load(users=4))


def test_with_rates_it_is_open() -> None:
    assert loads("16", "100,200") == (Load(rate=100.0), Load(rate=200.0))


def test_a_share_needs_a_closed_loop_that_finds_the_capacity() -> None:
    assert loads("4,16", "50%") == (Load(users=16), Load(share=0.5))


@pytest.mark.parametrize("text", ["0", "x", "1.5", "", "4,,-1"])
def test_what_is_no_number_of_users_is_said_so(text: str) -> None:
    with pytest.raises(UserError, match="user"):
        loads(text, "")


@pytest.mark.parametrize(("text", "least", "most"), [("0", 0, 0), ("0.5", 0.5, 0.5), ("1-5", 1, 5)])
def test_think_time_is_a_number_or_a_range(text: str, least: float, most: float) -> None:
    assert think_time(text) == (least, most)


@pytest.mark.parametrize("text", ["x", "-1", "5-1", "1-x", "nan"])
def test_what_is_no_think_time_is_said_so(text: str) -> None:
    with pytest.raises(UserError, match="--think"):
        think_time(text)


def test_a_capacity_is_the_most_that_a_closed_loop_of_the_first_round_served() -> None:
    known: dict[tuple[str, str], float] = {}
    for users, number, rps in [(1, 1, 900.0), (16, 1, 2_500.0), (4, 1, 2_200.0), (16, 2, 2_600.0)]:
        learn_capacity(known, Slot("s", "read", Load(users=users), number), rps)
    learn_capacity(known, Slot("s", "read", Load(share=2.0), 1), 5_000.0)
    assert known == {("s", "read"): 2_500.0}


def test_shares_come_after_the_closed_loop_in_every_round() -> None:
    config = RunConfig(
        stacks=CATALOGUE[:2],
        workloads=("read", "detail"),
        loads=loads("16", "20%,80%,100"),
        capacity=Capacity(),
        seed=7,
    )
    for number in range(1, 20):
        shares = [slot.load.share is not None for slot in round_of(config, number)]
        of_contest = shares[: 2 * 2 * 4]
        assert of_contest == sorted(of_contest)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Request]:
    """Calls `bench run` with options, and returns what it would have run."""
    seen: list[Request] = []
    monkeypatch.setattr(
        "bench.comparison.command.compare_stacks", lambda request, _: seen.append(request)
    )

    def ask(*options: str) -> Request:
        outcome = CliRunner().invoke(cli.app, ["run", *options], catch_exceptions=False)
        assert outcome.exit_code == 0, outcome.output
        return seen[-1]

    return ask


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_can_be_run(asked: Callable[..., Request], name: str) -> None:
    config = configuration(asked("--preset", name))
    assert config.preset == name
    assert config.notes


@pytest.mark.parametrize(("name", "values"), PRESETS.items())
def test_a_preset_sets_what_it_names(
    asked: Callable[..., Request], name: str, values: dict[str, Any]
) -> None:
    request = asked("--preset", name)
    assert {option: getattr(request, option) for option in values} == values


def test_an_option_that_is_typed_wins_over_the_preset(asked: Callable[..., Request]) -> None:
    request = asked("--preset", "mixed-50", "--users", "10")
    assert (request.users, request.think, request.notes) == ("10", "1-5", ())


def test_users_take_the_place_of_a_presets_rate(asked: Callable[..., Request]) -> None:
    config = configuration(asked("--preset", "p95-at-20rps", "--users", "64"))
    assert [load.users for load in config.loads] == [64]
    assert (config.capacity.workers, config.notes) == (4, ())


def test_a_rate_takes_the_place_of_a_presets_think_time(asked: Callable[..., Request]) -> None:
    config = configuration(asked("--preset", "mixed-50", "--rate", "200"))
    assert [load.rate for load in config.loads] == [200.0]
    assert (config.workloads, config.think_time_s, config.notes) == (("mixed",), (0.0, 0.0), ())


def test_a_rate_and_think_time_exclude_each_other(asked: Callable[..., Request]) -> None:
    with pytest.raises(UserError, match="nobody thinks"):
        configuration(asked("--rate", "200", "--think", "1-5"))


def test_an_unknown_preset_is_said_so(asked: Callable[..., Request]) -> None:
    with pytest.raises(UserError, match=r"no preset named 'x': there are p95-at-20rps, mixed-50"):
        asked("--preset", "x")


def test_the_note_on_think_time_counts_requests_and_not_visits(
    asked: Callable[..., Request],
) -> None:
    """A visit of `mixed` is one request, or two where something is made and then read."""
    request = asked("--preset", "mixed-50")
    least, most = map(float, request.think.split("-"))
    visits = int(request.users) / ((least + most) / 2)
    weighted = {1: 100 + 100, 2: 50 + 25}
    requests = sum(count * weight for count, weight in weighted.items()) / sum(weighted.values())
    (note,) = PRESETS["mixed-50"]["notes"]
    assert f"about {visits:.0f} visits a second, which are {visits * requests:.0f} requests" in note
