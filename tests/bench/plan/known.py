"""Demands with a known truth, and what the model itself would measure of them."""

from dataclasses import replace

from bench.plan.demands import Demands
from bench.plan.loops import Calm, Seen
from bench.plan.network import Closed, Load, Open
from bench.plan.route import APP, OTHERS, Fitted, Layout, here
from bench.plan.simulation import Outcome, simulate
from bench.results import Results
from tests.bench import synthetic
from tests.bench.synthetic import BLOCKS, Truth

TRUTH = Fitted(wake_s=60e-6, cv=0.85)
METERED = Fitted(wake_s=60e-6, cv=0.55, wake_app_s=150e-6)

BUSY = Seen(users=16, throughput_rps=2_500, mean_s=0.0064, p95_s=0.009, generator_s=150e-6)

DEMANDS = Demands(
    stack="fastapi-asyncpg",
    workload="read",
    holds="nothing",
    app_s=400e-6,
    floor_s=90e-6,
    database_s=50e-6,
    round_trips=1,
    threads=8,
    pool_size=8,
    cpus_of_others=1,
    busy=BUSY,
    quiet=None,
)
THREADED = replace(DEMANDS, stack="flask-psycopg", holds="request")


def as_measured(demands: Demands, truth: Fitted, users: int) -> Seen:
    """What a trial of so many users would show, if the model were the truth."""
    found = outcome(demands, truth, Closed(users))
    return replace(
        demands.busy,
        users=users,
        throughput_rps=found.throughput_rps,
        mean_s=found.mean_s,
        p95_s=found.p95_s,
    )


def calm_as_measured(demands: Demands, truth: Fitted, rate: float) -> Calm:
    """What a trial in open loop would show, if the model were the truth."""
    found = outcome(demands, truth, Open(rate))
    return Calm(
        rate=rate,
        app_s=found.busy[APP] / found.throughput_rps,
        others_s=found.busy[OTHERS] / found.throughput_rps,
        p95_s=found.p95_s,
    )


def outcome(demands: Demands, truth: Fitted, load: Load) -> Outcome:
    """What becomes of a load, if the model is the truth."""
    layout = Layout(demands.threads, demands.pool_size)
    network = here(demands, truth, layout, open_loop=isinstance(load, Open))
    return simulate(network, load, 20_000, seed=99)


def results() -> Results:
    """Synthetic results of stacks whose app is busy all the time, as under a closed loop."""
    truths = tuple(
        Truth(synthetic.stack(name, framework, warning), 1e6 / app_us, app_us, 50)
        for name, framework, warning, app_us in (
            ("flask-psycopg", "flask", None, 500),
            ("fastapi-asyncpg", "fastapi", None, 400),
            ("fastapi-blocking-psycopg2", "fastapi", BLOCKS, 450),
        )
    )
    return synthetic.results(truths=truths, rounds=3, health=True, sweep=True)
