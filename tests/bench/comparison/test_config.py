"""What `results.json` may say of a run's configuration."""

import json
from dataclasses import replace

import pytest

from bench.comparison.config import Load, RunConfig
from bench.stacks import CATALOGUE, Capacity

CONFIG = RunConfig(
    stacks=CATALOGUE[:1],
    workloads=("read", "mixed"),
    loads=(Load(users=4), Load(users=16)),
    capacity=Capacity(workers=3, threads=2, pool_size=5),
    seed=7,
    database_url="postgresql://someone:hidden@db.invalid/name",
)


@pytest.mark.parametrize("private", ["hidden", "someone", "db.invalid", "postgresql://"])
def test_nothing_of_the_databases_url_is_published(private: str) -> None:
    assert private not in json.dumps(CONFIG.published())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("workload", ["read", "mixed"]),
        ("users", [4, 16]),
        ("rate", []),
        ("rate_share", []),
        ("workers", 3),
        ("threads", 2),
        ("pool_size", 5),
        ("connections", 15),
        ("precision", 0.03),
        ("budget_s", 150.0),
        ("seed", 7),
        ("database", "named by URL"),
    ],
)
def test_what_was_asked_for_is_published(key: str, value: object) -> None:
    assert CONFIG.published()[key] == value


def test_an_embedded_database_is_called_so() -> None:
    assert replace(CONFIG, database_url=None).published()["database"] == "embedded"


def test_an_open_loop_publishes_rates_and_shares() -> None:
    config = replace(CONFIG, loads=(Load(rate=500.0), Load(share=0.5)))
    published = config.published()
    assert (published["users"], published["rate"], published["rate_share"]) == ([], [500.0], [0.5])


@pytest.mark.parametrize(
    ("loads", "users"),
    [
        ((Load(users=4), Load(users=16)), 4),
        ((Load(rate=9.0), Load(users=3)), 3),
        ((Load(rate=9.0),), 16),
    ],
)
def test_the_floor_has_the_users_of_the_first_closed_loop(
    loads: tuple[Load, ...], users: int
) -> None:
    assert replace(CONFIG, loads=loads).users == users
