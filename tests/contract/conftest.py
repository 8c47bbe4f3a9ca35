from collections.abc import Iterator

import httpx2
import pytest

from bench.contract import connect
from bench.servers import Server
from bench.stacks import STACKS, Stack


@pytest.fixture(scope="session", params=STACKS)
def stack(request: pytest.FixtureRequest) -> Stack:
    return STACKS[request.param]


@pytest.fixture(scope="session")
def service(stack: Stack, database_url: str) -> Iterator[str]:
    """The URL at which the stack is really served."""
    with Server(stack, database_url=database_url) as server:
        yield server.url


@pytest.fixture(scope="session")
def client(service: str) -> Iterator[httpx2.Client]:
    with connect(service) as client:
        yield client
