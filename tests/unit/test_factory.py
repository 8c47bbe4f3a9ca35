from collections.abc import Callable

import pytest

from shared.errors import ConfigurationError
from shared.repositories.factory import check_async, check_sync
from shared.settings import Settings

URL = "postgresql://nobody@nowhere.invalid/nothing"


@pytest.mark.parametrize("driver", ["psycopg2", "psycopg"])
def test_a_synchronous_driver_serves_the_synchronous_app(driver: str) -> None:
    check_sync(Settings.load(database_url=URL, driver=driver))


def test_an_asynchronous_driver_does_not() -> None:
    with pytest.raises(ConfigurationError, match="choose psycopg2 or psycopg"):
        check_sync(Settings.load(database_url=URL, driver="asyncpg"))


@pytest.mark.parametrize(
    ("driver", "bridge"),
    [
        ("psycopg", "native"),
        ("asyncpg", "native"),
        ("psycopg2", "threads"),
        ("psycopg", "blocking"),
    ],
)
def test_a_driver_serves_the_asynchronous_app_over_a_bridge_that_fits(
    driver: str, bridge: str
) -> None:
    check_async(Settings.load(database_url=URL, driver=driver, bridge=bridge))


@pytest.mark.parametrize(
    ("driver", "bridge", "says"),
    [
        ("psycopg2", "native", "BRIDGE=threads"),
        ("asyncpg", "threads", "choose psycopg2 or psycopg"),
        ("asyncpg", "blocking", "choose psycopg2 or psycopg"),
    ],
)
def test_a_bridge_that_does_not_fit_is_refused(driver: str, bridge: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        check_async(Settings.load(database_url=URL, driver=driver, bridge=bridge))


@pytest.mark.parametrize("check", [check_async, check_sync])
def test_an_unknown_style_is_refused_with_those_that_there_are(check: Callable) -> None:
    with pytest.raises(ConfigurationError, match=r"no STYLE=sql: choose .*orm"):
        check(Settings.load(database_url=URL, style="sql"))


def test_an_unknown_driver_is_refused_with_those_that_fit() -> None:
    with pytest.raises(ConfigurationError, match=r"choose psycopg or asyncpg"):
        check_async(Settings.load(database_url=URL, driver="mysqlclient"))
