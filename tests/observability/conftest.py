"""Stacks that are really served with all of it on, and what was seen of each."""

from collections.abc import Callable

import pytest

from tests.observability.served import SERVED, Served, serve


@pytest.fixture(scope="session", params=SERVED)
def served(request: pytest.FixtureRequest, new_database: Callable[[], str]) -> Served:
    return serve(request.param, new_database())
