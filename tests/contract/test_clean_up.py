"""Checks leave a service as they found it."""

from collections.abc import Mapping

import pytest

from tests.contract.exercise import TABLES, Findings

Rows = Mapping[str, int]


@pytest.fixture
def rows_around_checks(exercised: Findings) -> tuple[Rows, Rows]:
    """How many rows each table had before all checks, and after them."""
    return exercised.rows_before, exercised.rows_after


@pytest.mark.parametrize("table", TABLES)
def test_checks_leave_no_row_in(table: str, rows_around_checks: tuple[Rows, Rows]):
    before, after = rows_around_checks
    assert after[table] == before[table]
