"""Parameters of DATABASE_URL: every driver gets those that it knows, and no others."""

import asyncio
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from shared.db.parameters import check_parameters, said_elsewhere
from shared.errors import ConfigurationError, Unavailable
from shared.settings import Settings
from tests.asking import KINDS, Kind, asking, each_kind, ping
from tests.use_cases import USE_CASES

SAID_ELSEWHERE = said_elsewhere(Settings.load(database_url="postgresql://localhost/x"))
DRIVERS = sorted({driver for _, driver, _ in KINDS})


def answer(url: str, kind: Kind) -> Any:
    """What a ping gets, None or an error."""

    async def asked() -> Any:
        async with asking(url, kind, pool_size=1, pool_timeout=1) as ask:
            return await ask(ping)

    return asyncio.run(asked())


@each_kind
@pytest.mark.parametrize("mode", ["disable", "prefer"])
def test_every_stack_takes_an_sslmode(database_url: str, mode: str, kind: Kind) -> None:
    assert answer(f"{database_url}?sslmode={mode}", kind) is None


@each_kind
def test_no_stack_goes_without_the_tls_that_is_required(database_url: str, kind: Kind) -> None:
    refused = answer(f"{database_url}?sslmode=require", kind)
    assert isinstance(refused, Unavailable)


@each_kind
def test_every_stack_obeys_the_urls_options(new_database: Callable[[], str], kind: Kind) -> None:
    """The schema that they name is the one whose tables are asked for, and there are none."""
    url = new_database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA tenant")
        connection.execute("CREATE TABLE tenant.toys (LIKE public.toys INCLUDING ALL)")
        connection.execute("INSERT INTO public.toys (name) VALUES ('public')")
        connection.execute("INSERT INTO tenant.toys (name) VALUES ('ball'), ('kite')")

    async def names() -> list[str]:
        async with asking(f"{url}?options=-c%20search_path%3Dtenant", kind) as ask:
            return [toy["name"] for toy in (await ask(USE_CASES["list toys"]))["items"]]

    assert asyncio.run(names()) == ["ball", "kite"]


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize(("name", "setting"), SAID_ELSEWHERE.items())
def test_what_a_setting_decides_is_refused(driver: str, name: str, setting: str) -> None:
    with pytest.raises(ConfigurationError, match=f"take {name} out, {setting} decides"):
        checked(driver, f"{name}=1")


def checked(driver: str, parameters: str) -> None:
    url = f"postgresql://ada:secret@db.example:5432/crossover?{parameters}"
    check_parameters(Settings.load(database_url=url, driver=driver))


@pytest.mark.parametrize("driver", DRIVERS)
def test_what_all_drivers_know_is_accepted(driver: str) -> None:
    checked(driver, "sslmode=verify-full&sslrootcert=/etc/ca.pem&target_session_attrs=any")


@pytest.mark.parametrize("driver", DRIVERS)
def test_what_nobody_knows_is_refused(driver: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^DATABASE_URL is not valid: .*\brobots\b"):
        checked(driver, "robots=many")


def test_what_libpq_alone_knows_is_refused_to_asyncpg() -> None:
    with pytest.raises(ConfigurationError, match=r"asyncpg does not know channel_binding;"):
        checked("asyncpg", "sslmode=require&channel_binding=require")


def test_what_libpq_alone_knows_is_accepted_by_its_drivers() -> None:
    checked("psycopg2", "sslmode=require&channel_binding=require")
