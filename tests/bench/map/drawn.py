"""Documents of maps with a known truth, for sentences, pictures and pages."""

from collections.abc import Sequence
from dataclasses import replace
from math import exp
from random import Random

from bench.map.analysis import Answer
from bench.map.document import Map, MeasuredRound
from bench.map.search import Round
from bench.results import Stack
from tests.bench import synthetic
from tests.bench.map.synthetic import World, surveyed

TRIAL = synthetic.trial(synthetic.TRUTHS[0], 1, Random(1))
LATENCIES = (0.1, 0.24, 0.58, 1.4, 3.4, 8.3, 20.0)
USERS = (1, 4, 16, 64, 256)
NAMES = {"a": "flask-psycopg", "b": "fastapi-psycopg", "c": "fastapi-asyncpg"}


def document(
    world: World, most: int = 200, scatter: float = 0.005, metric: str = "throughput_rps"
) -> Map:
    """Return what a survey of a world leaves, after so many rounds."""
    return of(surveyed(world, scatter, most=most), metric)


def of(rounds: Sequence[Round], metric: str = "throughput_rps") -> Map:
    """Return the document of rounds that were made up."""
    sign = 1 if metric == "throughput_rps" else -1
    names = sorted({name for one in rounds for name in one.scores} | {"a", "b"})
    made = tuple(
        MeasuredRound(
            db_latency_ms=LATENCIES[one.cell[0]],
            users=USERS[one.cell[1]],
            round=number,
            trials=tuple(
                replace(
                    TRIAL,
                    stack=NAMES[name],
                    round=number,
                    throughput_rps=1_000 * exp(score),
                    app_cpu_us_per_request=300 * exp(sign * score),
                )
                for name, score in one.scores.items()
            ),
        )
        for number, one in enumerate(rounds, start=1)
    )
    config = {"latencies_ms": list(LATENCIES), "users": list(USERS), "metric": metric}
    stacks = tuple(
        Stack(name=NAMES[name], framework="f", server="s", driver="d", style="orm")
        for name in names
    )
    found = Map(config=config, stacks=stacks, rounds=made)
    return replace(found, cells=tuple(Answer(found).cells.values()))
