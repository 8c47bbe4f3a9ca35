"""Parameters of DATABASE_URL: every driver gets those that it knows, and no others."""

import asyncio
from typing import Any

import pytest

from shared.db.parameters import check_parameters
from shared.errors import ConfigurationError, Unavailable
from shared.repositories.factory import World, drivers, styles
from shared.settings import Settings
from tests.asking import asking, ping

WORLDS: tuple[World, ...] = ("sync", "aio")
EACH = [
    (style, driver, world)
    for style in styles()
    for world in WORLDS
    for driver in drivers(style, world)
]
DRIVERS = sorted({driver for _, driver, _ in EACH})

each_stack = pytest.mark.parametrize(
    ("style", "driver", "world"), EACH, ids=["-".join(each) for each in EACH]
)


def answer(url: str, style: str, driver: str, world: str) -> Any:
    """What a ping gets, None or an error."""

    async def asked() -> Any:
        async with asking(url, driver, world, style, pool_size=1, pool_timeout=1) as ask:
            return await ask(ping)

    return asyncio.run(asked())


@each_stack
@pytest.mark.parametrize("mode", ["disable", "prefer"])
def test_every_stack_takes_an_sslmode(
    database_url: str, mode: str, style: str, driver: str, world: str
) -> None:
    assert answer(f"{database_url}?sslmode={mode}", style, driver, world) is None


@each_stack
def test_no_stack_goes_without_the_tls_that_is_required(
    database_url: str, style: str, driver: str, world: str
) -> None:
    refused = answer(f"{database_url}?sslmode=require", style, driver, world)
    assert isinstance(refused, Unavailable)


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
