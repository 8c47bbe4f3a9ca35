"""Parameters of DATABASE_URL: every driver gets those that it knows, and no others."""

import asyncio
from typing import Any

import pytest

from shared.db.parameters import check_parameters
from shared.errors import ConfigurationError, Unavailable
from shared.settings import Settings
from tests.asking import KINDS, Kind, asking, each_kind, ping

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
