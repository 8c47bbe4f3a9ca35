"""One contract: a use case has the same outcome in every style, over every driver."""

import asyncio
import re
from collections.abc import Callable
from typing import Any

import pytest

from shared.repositories.factory import async_repository, drivers, repository, styles
from shared.settings import Settings
from tests.use_cases import USE_CASES, outcome

MAKE = {"sync": repository, "aio": async_repository}
REFERENCE = ("orm", "psycopg", "sync")
OTHERS = [
    (style, driver, world)
    for style in styles()
    for world in ("sync", "aio")
    for driver in drivers(style, world)
    if (style, driver, world) != REFERENCE
]
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+Z")


async def outcomes(url: str, style: str, driver: str, world: str) -> dict[str, Any]:
    use_cases: Any = MAKE[world](Settings.load(database_url=url, style=style, driver=driver))
    try:
        return {
            name: MOMENT.sub("a moment", repr(await outcome(call, use_cases)))
            for name, call in USE_CASES.items()
        }
    finally:
        await outcome(lambda r: r.close(), use_cases)


@pytest.fixture(scope="module")
def expected(new_database: Callable[[], str]) -> dict[str, Any]:
    return asyncio.run(outcomes(new_database(), *REFERENCE))


@pytest.mark.parametrize(("style", "driver", "world"), OTHERS)
def test_outcomes_are_those_of_the_orm(
    new_database: Callable[[], str], expected: dict[str, Any], style: str, driver: str, world: str
) -> None:
    assert asyncio.run(outcomes(new_database(), style, driver, world)) == expected
