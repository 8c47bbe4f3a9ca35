"""Stacks at work ahead of the tests that look at what came of it, several at a time.

Each has a server and a database of its own, so that none meets another's rows: first the
requests that every stack must answer alike, from an empty database, then the checks.
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpx2
import psycopg

from bench.contract import Check, CheckResult, connect, run_check
from bench.schema import admitted
from bench.servers import Server
from bench.stacks import STACKS
from tests.contract.difference import Outcome, outcomes
from tests.contract.sequence import Call, request_sequence

SEED = 1992
CALLS = [Call("GET", "/openapi.json"), *request_sequence(SEED, 600)]
REFERENCE = next(iter(STACKS))
TABLES = ("users", "toys", "posts", "user_toy", "post_toy")
AT_ONCE = 2
"""Stacks at work, each on about one core with its database and the one who asks."""


@dataclass
class Order:
    """What is wanted of one stack."""

    replay: bool = False
    checks: dict[str, Check] = field(default_factory=dict)


@dataclass(frozen=True)
class Findings:
    """What came of it: an outcome for each call, a result for each check by its title."""

    outcomes: list[Outcome]
    results: Mapping[str, CheckResult]
    headers: httpx2.Headers
    """Of a page of toys."""
    rows_before: Mapping[str, int]
    rows_after: Mapping[str, int]
    """How many each table has around the checks."""


def findings(stack: str, order: Order, database_url: str) -> Findings:
    """Serve the stack on an empty database, as the app's role, and do what is wanted."""
    with Server(STACKS[stack], database_url=admitted(database_url)) as server:
        answered = outcomes(server.url, CALLS) if order.replay else []
        before = rows(database_url)
        with connect(server.url) as client:
            checks = order.checks.values()
            results = {check.title: run_check(check, client, server.url) for check in checks}
            headers = client.get(f"{server.url}/toys").headers
        return Findings(answered, results, headers, before, rows(database_url))


class Exercises:
    """A context; begins at once with all that is ordered, and waits where a test asks."""

    def __init__(self, orders: Mapping[str, Order], new_database: Callable[[], str]) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE)
        self._found: dict[str, Future[Findings]] = {
            stack: self._threads.submit(lambda s, o: findings(s, o, new_database()), stack, order)
            for stack, order in orders.items()
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown(cancel_futures=True)

    def of(self, stack: str) -> Findings:
        """Return what came of a stack; raise what kept it from serving."""
        return self._found[stack].result()


def orders(wanted: Iterable[tuple[str, Iterable[Check], bool]]) -> dict[str, Order]:
    """Return an order for each stack, from (stack, checks, replay) of each test."""
    found: dict[str, Order] = {}
    for stack, checks, replay in wanted:
        if replay:
            found.setdefault(REFERENCE, Order()).replay = True
        order = found.setdefault(stack, Order())
        order.replay |= replay
        order.checks |= {check.title: check for check in checks}
    return found


def rows(database_url: str) -> dict[str, int]:
    """Return how many rows each table has."""
    with psycopg.connect(database_url) as connection:
        counts = {t: connection.execute(f"SELECT count(*) FROM {t}").fetchone() for t in TABLES}
    return {table: count[0] for table, count in counts.items()}
