from collections.abc import Callable, Iterator

import pytest

from bench.contract import CHECKS
from bench.stacks import STACKS, Stack
from tests.contract.exercise import REFERENCE, Exercises, Findings, orders

LOOKING = {"exercised", "reference"}
"""Fixtures of tests that look at what came of stacks at work."""


def looks(item: pytest.Item) -> bool:
    return not LOOKING.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Look last: the stacks are at work beside whatever other tests there are from here on."""
    items.sort(key=looks)


@pytest.fixture(scope="session", params=STACKS)
def stack(request: pytest.FixtureRequest) -> Stack:
    return STACKS[request.param]


@pytest.fixture(scope="session", autouse=True)
def exercises(
    request: pytest.FixtureRequest, new_database: Callable[[], str]
) -> Iterator[Exercises]:
    """All stacks at work, each on what the chosen tests want to know of it."""
    wanted = []
    for item in filter(looks, request.session.items):
        params = item.callspec.params if hasattr(item, "callspec") else {}
        one = [params["check"]] if "check" in params else []
        checks = CHECKS if "rows_around_checks" in item.fixturenames else one
        replay = not {"replayed", "reference"}.isdisjoint(item.fixturenames)
        wanted.append((params.get("stack", REFERENCE), checks, replay))
    with Exercises(orders(wanted), new_database) as exercises:
        yield exercises


@pytest.fixture(scope="session")
def exercised(stack: Stack, exercises: Exercises) -> Findings:
    """What came of the stack at work."""
    return exercises.of(stack.name)
