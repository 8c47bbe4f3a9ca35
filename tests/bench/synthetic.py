"""Synthetic results with a known truth, for tests and for looking at the page.

Nothing here was measured: `environment` says so, and no figure of it leaves the tests.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp
from random import Random

from bench.analysis import with_comparisons
from bench.results import Latency, Results, Stack, Trial


@dataclass(frozen=True)
class Truth:
    """What a stack can do: capacity in requests a second and CPU a request in µs."""

    stack: Stack
    capacity_rps: float
    app_cpu_us: float
    db_cpu_us: float = 120.0
    rss_mib: float = 80.0


BLOCKS = "wrong on purpose: each database call blocks the event loop"


def stack(name: str, framework: str = "flask", warning: str | None = None) -> Stack:
    server = "gunicorn" if framework == "flask" else "uvicorn"
    driver = name.partition("#")[0].split("-")[-1]
    return Stack(
        name=name,
        framework=framework,
        server=server,
        driver=driver,
        style="orm",
        warning=warning,
        contract_verified=True,
        bridge=next((kind for kind in ("threads", "blocking") if kind in name), "native"),
    )


TRUTHS = (
    Truth(stack("flask-psycopg2"), 1_850, 424, 118, 96),
    Truth(stack("flask-psycopg"), 1_580, 508, 131, 98),
    Truth(stack("fastapi-psycopg", "fastapi"), 1_590, 520, 126, 88),
    Truth(stack("fastapi-asyncpg", "fastapi"), 2_700, 298, 109, 84),
    Truth(stack("fastapi-threads-psycopg2", "fastapi"), 1_210, 690, 125, 92),
    Truth(stack("fastapi-blocking-psycopg2", "fastapi", BLOCKS), 1_980, 402, 119, 83),
)


SERVERS = {"flask": "gunicorn", "fastapi": "uvicorn"}
COSTS = {
    "flask": 1.0,
    "fastapi": 0.8,
    "psycopg2": 1.0,
    "psycopg": 1.2,
    "asyncpg": 0.9,
    "orm": 1.0,
    "core": 0.7,
    "raw": 0.45,
}
"""What each level of the ladder does to the CPU a request; throughput does the opposite."""
RUNGS = [
    (framework, driver, style)
    for framework, driver in (
        ("flask", "psycopg2"),
        ("flask", "psycopg"),
        ("fastapi", "psycopg"),
        ("fastapi", "asyncpg"),
    )
    for style in ("orm", "core", "raw")
]


def ladder(bend: float = 0.0) -> tuple[Truth, ...]:
    """Four drivers in three styles; `bend` is interplay: what raw on FastAPI costs more (log)."""
    return tuple(
        _rung(*rung, bend if rung[0] == "fastapi" and rung[2] == "raw" else 0.0) for rung in RUNGS
    )


def _rung(framework: str, driver: str, style: str, bend: float) -> Truth:
    cost = COSTS[framework] * COSTS[driver] * COSTS[style] * exp(bend)
    described = Stack(
        name=f"{framework}-{driver}-{style}",
        framework=framework,
        server=SERVERS[framework],
        driver=driver,
        style=style,
        contract_verified=True,
        bridge="native",
    )
    return Truth(described, capacity_rps=1_500 / cost, app_cpu_us=400 * cost)


def latency(mean_ms: float, spread: float = 1.0) -> Latency:
    return Latency(
        mean=mean_ms,
        p50=mean_ms * 0.9,
        p90=mean_ms * (1 + 0.4 * spread),
        p95=mean_ms * (1 + 0.7 * spread),
        p99=mean_ms * (1 + 1.8 * spread),
        p999=mean_ms * (1 + 4.0 * spread),
        max=mean_ms * (1 + 9.0 * spread),
    )


def trial(
    truth: Truth,
    number: int,
    random: Random,
    *,
    workload: str = "read",
    users: int | None = 16,
    rate: float | None = None,
    noise: float = 0.04,
) -> Trial:
    """One simulated trial: throughput saturates with users, latency climbs towards capacity."""
    capacity = truth.capacity_rps * exp(random.gauss(0, noise))
    if rate is None:
        throughput = capacity * (users or 1) / ((users or 1) + 1.5)
        mean_ms = 1_000 * (users or 1) / throughput
    else:
        throughput = min(rate, capacity)
        mean_ms = 1_000 / capacity / max(0.03, 1 - rate / capacity) + 0.4
    duration_s = 4.0
    return Trial(
        stack=truth.stack.name,
        workload=workload,
        round=number,
        valid=True,
        reasons=(),
        duration_s=duration_s,
        requests=round(throughput * duration_s),
        errors=0,
        throughput_rps=throughput,
        latency_ms=latency(mean_ms, exp(random.gauss(0, 0.2))),
        app_cpu_us_per_request=truth.app_cpu_us * exp(random.gauss(0, noise / 3)),
        db_cpu_us_per_request=truth.db_cpu_us * exp(random.gauss(0, noise / 3)),
        generator_cpu_fraction=min(0.85, throughput * 150e-6),
        peak_rss_mib=truth.rss_mib + random.random(),
        connections=8,
        statements_per_request=1.0,
        users=None if rate else users,
        rate=rate,
        littles_law_error=abs(random.gauss(0, 0.01)),
    )


def fairness(quick_p95_ms: dict[str, float], rounds: int = 5, seed: int = 7) -> Results:
    """A run whose P95 over all requests is a quick or a slow one's by chance."""
    random = Random(seed)
    truths = [truth for truth in TRUTHS if truth.stack.name in quick_p95_ms]
    trials = []
    for number in range(1, rounds + 1):
        for truth in truths:
            p95_ms = quick_p95_ms[truth.stack.name] * exp(random.gauss(0, 0.02))
            quick, slow = latency(p95_ms / 1.7), latency(205.0, spread=0.01)
            mixed = replace(quick, p95=random.choice((quick.p95, slow.p95)), p99=slow.p99)
            one = trial(truth, number, random, workload="fairness", rate=200.0)
            kinds = {"GET /toys/{id}": quick, "GET /slow?ms=200": slow}
            trials.append(replace(one, latency_ms=mixed, latency_ms_by_request=kinds))
    stacks = tuple(truth.stack for truth in truths)
    return with_comparisons(
        Results(config={"workload": "fairness"}, stacks=stacks, trials=tuple(trials))
    )


def results(
    *,
    seed: int = 7,
    rounds: int = 10,
    truths: tuple[Truth, ...] = TRUTHS,
    noise: float = 0.04,
    health: bool = False,
    sweep: bool = False,
    spoil: bool = False,
) -> Results:
    random = Random(seed)
    trials = [
        trial(truth, number, random, noise=noise)
        for number in range(1, rounds + 1)
        for truth in truths
    ]
    if spoil:
        trials[3] = replace(
            trials[3],
            valid=False,
            reasons=("the load generator used 97 % of its core, over 90 %: it was the bottleneck",),
        )
    if health:
        trials += [
            trial(
                replace(
                    truth,
                    capacity_rps=5_000 if truth.stack.framework == "flask" else 9_000,
                    app_cpu_us=179 if truth.stack.framework == "flask" else 83,
                    db_cpu_us=1,
                ),
                number,
                random,
                workload="health",
            )
            for number in range(1, 4)
            for truth in truths
        ]
    if sweep:
        trials += [
            trial(truth, number, random, users=users)
            for number in range(1, 4)
            for users in (1, 4, 64)
            for truth in truths
        ]
        trials += [
            trial(truth, number, random, rate=rate)
            for number in range(1, 4)
            for rate in (200.0, 600.0, 1_000.0, 1_150.0)
            for truth in truths
        ]
    return with_comparisons(
        Results(
            environment={
                "note": "SYNTHETIC: simulated, not measured on any machine",
                "cpu": {"model": "none", "count": 2},
                "packages": {"flask": "3.1.0", "fastapi": "0.165.0"},
            },
            config={"workload": "read", "users": 16, "precision": 0.03, "seed": seed},
            stacks=tuple(truth.stack for truth in truths),
            trials=tuple(trials),
        )
    )
