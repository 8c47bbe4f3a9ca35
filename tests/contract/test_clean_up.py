"""Checks leave a service as they found it."""

from collections.abc import Callable

import psycopg
import pytest

from bench.contract import run_checks
from bench.servers import Server
from bench.stacks import STACKS

TABLES = ("users", "toys", "posts", "user_toy", "post_toy")


@pytest.fixture(scope="module")
def rows_left(new_database: Callable[[], str]) -> dict[str, int]:
    url = new_database()
    with Server(STACKS["fastapi-asyncpg"], database_url=url) as server:
        run_checks(server.url)
    with psycopg.connect(url) as connection:
        counts = {t: connection.execute(f"SELECT count(*) FROM {t}").fetchone() for t in TABLES}
    return {table: count[0] for table, count in counts.items()}


@pytest.mark.parametrize("table", TABLES)
def test_checks_leave_no_row_in(table: str, rows_left: dict[str, int]):
    assert rows_left[table] == 0
