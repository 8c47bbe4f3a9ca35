"""Threads that wait for a connection get one in turn, and none is lost on the way."""

import random
import subprocess
import sys
from collections.abc import Callable
from threading import Thread
from time import sleep
from typing import Any

import pytest
from sqlalchemy.util.queue import Empty, Full

from shared.db.pools import patience
from shared.db.pools.gates import Gate
from shared.db.pools.patience import PatientQueue, has_waited
from shared.db.sync import engine
from shared.errors import Unavailable
from shared.settings import Settings

LONG_S = 60.0
URL = "postgresql://nobody@nowhere.invalid/nothing"


def gate_of_one() -> Gate:
    return Gate(Settings.load(database_url=URL, pool_size=1, pool_timeout=LONG_S))


def in_line(queue: PatientQueue, call: Callable[[], Any], length: int = 1) -> Thread:
    """Start a thread that waits as the last one in a line that is then so long."""
    thread = Thread(target=call)
    thread.start()
    while len(queue._waiting) < length:
        sleep(0.001)
    return thread


def test_who_comes_just_then_waits_behind_who_was_there() -> None:
    """SQLAlchemy's own queue lets the newcomer overtake."""
    queue, got = PatientQueue(1), []
    patient = in_line(queue, lambda: got.append(queue.get(True, LONG_S)))
    queue.put("one")
    with pytest.raises(Empty):
        queue.get(False)
    patient.join()
    assert got == ["one"]


@pytest.mark.parametrize("driver", ["psycopg2", "psycopg"])
def test_the_pool_of_an_engine_has_this_line(driver: str) -> None:
    settings = Settings.load(database_url=URL, driver=driver)
    assert isinstance(engine(settings).pool._pool, PatientQueue)  # type: ignore[attr-defined]


def test_a_gate_lets_no_newcomer_overtake() -> None:
    gate, waited_s = gate_of_one(), []
    gate.enter()
    patient = in_line(gate._free, lambda: waited_s.append(gate.enter()))
    gate.leave()
    has_waited(LONG_S)
    try:
        with pytest.raises(Unavailable):
            gate.enter()
    finally:
        has_waited(0)
    patient.join()
    assert len(waited_s) == 1


def test_several_get_theirs_in_the_order_in_which_they_came() -> None:
    queue = PatientQueue(3)
    got: dict[str, Any] = {}
    threads = [
        in_line(queue, lambda name=name: got.update({name: queue.get(True, LONG_S)}), length)
        for length, name in enumerate("abc", 1)
    ]
    for item in (1, 2, 3):
        queue.put(item, False)
    for thread in threads:
        thread.join()
    assert got == {"a": 1, "b": 2, "c": 3}


def test_who_has_no_limit_waits_on() -> None:
    queue, got = PatientQueue(1), []
    patient = in_line(queue, lambda: got.append(queue.get()))
    queue.put("one")
    patient.join()
    assert got == ["one"]


def test_who_waits_too_long_gets_none_and_leaves_the_line() -> None:
    queue = PatientQueue(1)
    with pytest.raises(Empty):
        queue.get(True, 0.01)
    queue.put("one")
    assert queue.get_nowait() == "one"


def test_one_too_many_is_not_kept() -> None:
    queue = PatientQueue(1)
    queue.put("one")
    with pytest.raises(Full):
        queue.put("two", False)


def test_what_comes_at_the_last_moment_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    queue = PatientQueue(1)

    def late(*_: Any) -> bool:
        queue.put("one")
        return False

    monkeypatch.setattr(patience.Turn, "wait", late)
    assert queue.get(True, LONG_S) == "one"


@pytest.mark.parametrize("came", [[], ["one"], ["one", "two"]], ids=len)
def test_what_came_for_a_thread_that_is_ended_is_kept(
    monkeypatch: pytest.MonkeyPatch, came: list[str]
) -> None:
    queue = PatientQueue(1)

    def ended(*_: Any) -> bool:
        for item in came:
            queue.put(item)
        raise KeyboardInterrupt

    monkeypatch.setattr(patience.Turn, "wait", ended)
    with pytest.raises(KeyboardInterrupt):
        queue.get(True, LONG_S)
    assert (queue.qsize(), queue.full()) == (len(came), bool(came))
    assert {queue.get(False) for _ in came} == set(came)


def storm() -> set[Any]:
    """Let many threads take and give back three items, and give up at any moment."""
    queue = PatientQueue(3)
    for item in (1, 2, 3):
        queue.put(item)

    def visit(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(200):
            try:
                item = queue.get(True, chance.uniform(0, 0.001))
            except Empty:
                continue
            sleep(chance.uniform(0, 0.0005))
            queue.put(item, False)

    threads = [Thread(target=visit, args=[seed]) for seed in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {queue.get(False) for _ in range(queue.qsize())}


def test_a_storm_loses_nothing() -> None:
    assert storm() == {1, 2, 3}


@pytest.mark.parametrize(
    "scene",
    [
        "assert storm() == {1, 2, 3}",
        "test_who_comes_just_then_waits_behind_who_was_there()",
        "test_a_gate_lets_no_newcomer_overtake()",
        "test_several_get_theirs_in_the_order_in_which_they_came()",
        "test_who_waits_too_long_gets_none_and_leaves_the_line()",
    ],
)
def test_greenlets_are_served_alike(scene: str) -> None:
    program = (
        "from gevent.monkey import patch_all; patch_all()\n"
        f"from tests.test_threads_in_line import *; {scene}"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
