"""A server that went without a word, as in a crash: what its idle connections cost."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from shared.errors import Unavailable
from shared.schemas import ToyCreate
from tests.asking import Kind, asking, at_once, each_kind, failures, nap, ping
from tests.contract.relay import Relay

CONNECTIONS = 4


def write(use_cases: Any) -> Any:
    return use_cases.create_toy(ToyCreate(name="robot"))


@pytest.mark.parametrize("call", [ping, write])
@each_kind
def test_all_idle_connections_together_cost_at_most_one_request(
    database_url: str, kind: Kind, call: Callable[[Any], Any]
) -> None:
    async def answers(relay: Relay) -> list[Any]:
        async with asking(relay.url, kind, pool_size=CONNECTIONS) as ask:
            assert not failures(await at_once(ask, nap, CONNECTIONS))
            # psycopg2 notices elsewhere on a connection that has written: `shared.db.transactions`
            assert not failures([await ask(call) for _ in range(CONNECTIONS)])
            with relay.cut():
                pass
            return [await ask(call) for _ in range(2 * CONNECTIONS)]

    with Relay(database_url) as relay:
        failed = failures(asyncio.run(answers(relay)))
    assert len(failed) <= 1
    assert all(isinstance(error, Unavailable) for error in failed)
