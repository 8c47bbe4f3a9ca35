"""Stacks whose need is known, and documents of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from bench.price.document import Level, Price, TriedSize
from bench.price.search import Attempt, Plan, Size, next_size
from bench.results import Stack, Trial
from tests.bench import synthetic

Holds = Callable[[Size], bool | None]
CONFIG = {
    "rate": 300.0,
    "db_latency_ms": 5.0,
    "p95_ms": 50.0,
    "least": 2,
    "most": 64,
    "most_workers": 1,
    "warmup_s": 0.5,
}
STACKS = (
    Stack(name="flask", framework="flask", server="gunicorn", driver="d", style="orm"),
    Stack(name="fastapi", framework="fastapi", server="uvicorn", driver="d", style="orm"),
)
TRIAL = synthetic.trial(synthetic.TRUTHS[0], 1, Random(1))


def searched(holds: Holds, plan: Plan, most: int = 200) -> list[Attempt]:
    """Return all attempts of a search in a world."""
    made: list[Attempt] = []
    while len(made) < most:
        size = next_size(made, plan)
        if size is None:
            break
        made.append(Attempt(size, holds(size)))
    return made


def trial(stack: str, *, p95: float = 20.0, memory: float = 90.0, **changes) -> Trial:
    latency = TRIAL.latency_ms
    assert latency is not None
    return replace(
        TRIAL, stack=stack, latency_ms=replace(latency, p95=p95), peak_rss_mib=memory, **changes
    )


def document(
    needs: dict[str, int] | None = None,
    costs: dict[str, float] | None = None,
    *,
    most: int = 200,
    levels: Sequence[int] = (8, 64, 128),
    config: dict | None = None,
) -> Price:
    """Return what a study leaves of stacks that need so many connections, and cost so many MiB."""
    needs = {"flask": 6, "fastapi": 3} if needs is None else needs
    costs = {"flask": 0.3, "fastapi": 0.03} if costs is None else costs
    told = CONFIG | (config or {})
    plan = Plan(told["least"], told["most"], workers=told["most_workers"])
    sizes = [
        TriedSize(
            workers=one.size.workers,
            connections=one.size.connections,
            trial=trial(name, p95=20.0 if one.held else 90.0, memory=80.0 + one.size.total),
        )
        for name, need in needs.items()
        for one in searched(lambda size, need=need: size.connections >= need, plan, most)
    ]
    read = [
        Level(under_way=level, trial=trial(name, memory=80.0 + cost * level + wobble))
        for name, cost in costs.items()
        for level in levels
        for wobble in (-0.1, 0.1)
    ]
    return Price(config=told, stacks=STACKS, sizes=tuple(sizes), levels=tuple(read))
