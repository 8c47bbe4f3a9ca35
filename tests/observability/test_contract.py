"""With all of it on, a service is still the one that it was."""

from collections.abc import Callable

import pytest

from bench.contract import run_checks
from bench.servers import Server
from bench.stacks import STACKS
from tests.observability.served import ALL_ON


@pytest.mark.parametrize("name", ["flask-psycopg2", "fastapi-asyncpg-raw"])
def test_an_observed_stack_keeps_the_contract(name: str, new_database: Callable[[], str]):
    env = {**ALL_ON, "SERVER_TIMING": "1"}
    with Server(STACKS[name], database_url=new_database(), env=env) as server:
        results = run_checks(server.url)
    assert [(result.title, result.message) for result in results if not result.ok] == []
