"""Every experiment runs, once and tiny, on a real database, with real drivers and servers."""

from collections.abc import Callable, Iterator

import pytest

from bench.claims import cells
from bench.claims.catalogue import CLAIMS, GROUPS, chosen
from bench.claims.cells import Metrics, ThrownOutError, cells_of
from bench.claims.config import Config
from bench.claims.ground import Ground, ground_for
from bench.claims.group import Served
from bench.comparison import measure
from bench.comparison.ground import verify
from bench.cpu_plan import CpuPlan
from bench.stacks import STACKS
from tests.bench.comparison.on_any_machine import other_reasons
from tests.bench.pristine import is_pristine

SERVED = [name for name, group in GROUPS.items() if isinstance(group, Served)]
OTHERS = [name for name in GROUPS if name not in SERVED]
METRICS = {
    name: {one.metric for claim in CLAIMS for one in claim.experiments if one.group == name}
    for name in GROUPS
}


class Silent:
    """Hears of steps."""

    def step(self, what: str) -> None:
        assert what


@pytest.fixture(scope="module")
def ground(new_database: Callable[[], str]) -> Iterator[Ground]:
    config = Config(
        claims=chosen([]),
        budget_s=1,
        seed=1,
        warmup_s=0.1,
        window_s=0.3,
        scale=0.02,
        database_url=new_database(),
    )
    with ground_for(config, CpuPlan(None, None), Silent()) as made:
        yield made


@pytest.fixture(scope="module", autouse=True)
def checked_elsewhere() -> Iterator[None]:
    """Spare the contract of stacks of the catalogue: tests/contract checks all of it."""

    def check(name: str, url: str) -> None:
        if name not in STACKS:
            verify(name, url)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "verify", check)
        yield


@pytest.fixture(autouse=True)
def busy_machine_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests share their CPUs with others; every other reason throws a trial out here too."""
    monkeypatch.setattr(measure, "reasons", other_reasons)


def measured(ground: Ground, group: str) -> dict[str, Metrics]:
    """One figure of each cell."""
    with cells_of(ground, GROUPS[group], GROUPS[group].cells) as turns:
        return {turn.name: turn.measure(1) for turn in turns}


@pytest.mark.parametrize("group", [*OTHERS, *SERVED])
def test_a_group_has_figures_of_every_cell(ground: Ground, group: str) -> None:
    found = measured(ground, group)
    assert found.keys() == GROUPS[group].cells.keys()
    for metrics in found.values():
        assert metrics.keys() >= METRICS[group]
        assert min(metrics.values()) > 0


def test_a_trial_that_must_not_count_is_thrown_out(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure, "reasons", lambda _: ["it was late"])
    with (
        cells_of(ground, GROUPS["feed at a rate"], {"fastapi-asyncpg"}) as (turn,),
        pytest.raises(ThrownOutError, match="it was late"),
    ):
        turn.measure(1)


def test_inserts_leave_the_tables_as_they_were(ground: Ground) -> None:
    measured(ground, "1,000 inserts")
    assert is_pristine(ground.database.url, ground.dataset)


def test_only_the_cells_that_are_needed_are_measured(ground: Ground) -> None:
    with cells_of(ground, GROUPS["connections"], {"new", "reused"}) as turns:
        assert sorted(turn.name for turn in turns) == ["new", "reused"]


def test_a_ping_costs_the_distance(ground: Ground) -> None:
    found = measured(ground, "pre-ping at 10 ms")
    more = found["pre-ping"]["wall_us"] - found["no pre-ping"]["wall_us"]
    assert more > 5_000


def test_the_forty_first_waits_for_a_turn(ground: Ground) -> None:
    found = measured(ground, "def endpoints")
    assert found["80 at once"]["burst_ms"] > 200
