"""The client that the load is made of."""

import asyncio
from unittest.mock import Mock

import pytest

from bench.chaos.wire import Lost, Wire

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


def wire() -> Wire:
    made = Wire()
    made.connection_made(Mock(asyncio.Transport))
    return made


def test_an_answer_is_read_from_its_pieces():
    async def scene() -> None:
        one = wire()
        asking = asyncio.create_task(one.ask(b"GET"))
        await asyncio.sleep(0)
        for at in range(len(ANSWER)):
            one.data_received(ANSWER[at : at + 1])
        answer = await asking
        assert (answer.status, answer.body) == (200, b"ok")

    asyncio.run(scene())


def test_who_is_told_to_stop_stops_though_an_answer_comes_in_that_moment():
    async def scene() -> bool:
        one = wire()
        asking = asyncio.create_task(one.ask(b"GET"))
        await asyncio.sleep(0)
        one.data_received(ANSWER)
        asking.cancel()
        await asyncio.wait([asking])
        return asking.cancelled()

    assert asyncio.run(scene())


def test_an_answer_that_takes_too_long_is_none():
    async def scene() -> None:
        with pytest.raises(Lost, match="no answer within"):
            await wire().ask(b"GET", patience_s=0.01)

    asyncio.run(scene())
