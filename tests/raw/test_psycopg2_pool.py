"""psycopg2's pool while its database lets connecting take long."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Event, Thread
from typing import Any

import psycopg2
import pytest
from psycopg2.pool import PoolError

from shared.errors import Unavailable
from shared.repositories.raw.psycopg2.sync import Psycopg2Connections
from shared.settings import Settings

PATIENCE_S = 20
CONNECT = psycopg2.connect


class Slow:
    """Takes the place of `psycopg2.connect`: connects once it is let go on.

    The test waits at `began` for so many `callers` to be there.
    """

    def __init__(self, callers: int) -> None:
        self.began = Barrier(callers + 1, timeout=PATIENCE_S)
        self.go_on = Event()

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        self.began.wait()
        self.go_on.wait()
        return CONNECT(*arguments, **options)


@contextmanager
def pool_of_two(url: str) -> Iterator[Psycopg2Connections]:
    settings = Settings.load(database_url=url, driver="psycopg2", pool_size=2, pool_timeout=0.1)
    pool = Psycopg2Connections(settings)
    yield pool
    pool.close()


def started(call: Callable[[], Any]) -> tuple[Thread, list[Any]]:
    """Return a thread that calls, and where its answer or its error will be."""
    answers: list[Any] = []

    def run() -> None:
        try:
            answers.append(call())
        except Exception as error:
            answers.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    return thread, answers


def test_two_connect_at_the_same_time(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(callers=2)
    monkeypatch.setattr(psycopg2, "connect", slow)
    with pool_of_two(database_url) as pool:
        takers = [started(pool.take) for _ in range(2)]
        slow.began.wait()
        slow.go_on.set()
        for thread, _ in takers:
            thread.join()
        assert [connection.closed for _, (connection,) in takers] == [0, 0]


def test_a_connection_is_given_back_while_another_is_made(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pool_of_two(database_url) as pool:
        held = pool.take()
        slow = Slow(callers=1)
        monkeypatch.setattr(psycopg2, "connect", slow)
        connecting, _ = started(pool.take)
        slow.began.wait()
        giving_back, _ = started(lambda: pool.give_back(held, failed=False))
        giving_back.join(PATIENCE_S)
        was_done = not giving_back.is_alive()
        slow.go_on.set()
        connecting.join()
        giving_back.join()
        assert was_done


def test_an_attempt_in_vain_leaves_its_place(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise psycopg2.OperationalError("timeout expired")

    with pool_of_two(database_url) as pool:
        monkeypatch.setattr(psycopg2, "connect", refuse)
        for _ in range(3):
            with pytest.raises(Unavailable):
                pool.row("SELECT 1")
        monkeypatch.setattr(psycopg2, "connect", CONNECT)
        assert pool.row("SELECT 1") == (1,)


def test_no_more_are_made_at_the_same_time_than_the_pool_may_hold(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pool_of_two(database_url) as pool:
        slow = Slow(callers=2)
        monkeypatch.setattr(psycopg2, "connect", slow)
        takers = [started(pool._pool.getconn) for _ in range(2)]
        slow.began.wait()
        with pytest.raises(PoolError, match="exhausted"):
            pool._pool.getconn()
        slow.go_on.set()
        for thread, _ in takers:
            thread.join()


def test_a_connection_that_comes_after_the_pools_end_is_closed(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def connect(*arguments: Any, **options: Any) -> Any:
        made.append(slow(*arguments, **options))
        return made[-1]

    slow = Slow(callers=1)
    with pool_of_two(database_url) as pool:
        monkeypatch.setattr(psycopg2, "connect", connect)
        connecting, answers = started(pool.take)
        slow.began.wait()
        ending, _ = started(pool.close)
        ending.join(PATIENCE_S)
        slow.go_on.set()
        connecting.join()
        ending.join()
    assert [isinstance(answer, PoolError) for answer in answers] == [True]
    assert [bool(connection.closed) for connection in made] == [True]
