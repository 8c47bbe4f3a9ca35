"""What a thread's request waited before it asks for a connection is part of POOL_TIMEOUT."""

from collections.abc import Iterator

import pytest
from sqlalchemy.util.queue import Empty

from shared.db.pools.gates import Gate
from shared.db.pools.patience import PatientQueue, has_waited, left
from shared.errors import Unavailable
from shared.settings import Settings

LONG_S = 1_000.0


@pytest.fixture(autouse=True)
def afterwards_nothing() -> Iterator[None]:
    yield
    has_waited(0)


def test_who_has_not_waited_has_all_of_it() -> None:
    assert left(LONG_S) == LONG_S


def test_what_was_waited_is_taken_off() -> None:
    has_waited(400)
    assert left(LONG_S) == 600


def test_nobody_has_less_than_nothing() -> None:
    has_waited(2 * LONG_S)
    assert left(LONG_S) == 0


def test_a_pool_that_is_empty_turns_away_who_waited_long_enough() -> None:
    has_waited(LONG_S)
    with pytest.raises(Empty):
        PatientQueue(1).get(True, LONG_S)


def test_what_is_free_is_given_to_anybody() -> None:
    queue = PatientQueue(1)
    queue.put("connection")
    has_waited(LONG_S)
    assert queue.get(True, LONG_S) == "connection"


def test_a_gate_turns_away_who_waited_long_enough() -> None:
    url = "postgresql://nobody@nowhere.invalid/nothing"
    settings = Settings.load(database_url=url, pool_size=1, max_overflow=0, pool_timeout=LONG_S)
    gate = Gate(settings)
    has_waited(LONG_S)
    assert gate.enter() == 0
    with pytest.raises(Unavailable, match="no database connection was free"):
        gate.enter()
