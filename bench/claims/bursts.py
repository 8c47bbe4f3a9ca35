"""So many requests at once, each on a connection of its own: the time until all are answered."""

import asyncio
from time import perf_counter
from typing import Final
from urllib.parse import urlsplit

from bench.errors import UserError

PATIENCE_S: Final = 30.0
REQUEST: Final = b"GET /wait HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"


def burst_ms(url: str, requests: int) -> float:
    """Return the milliseconds from the first request's start to the last one's answer."""
    place = urlsplit(url)
    try:
        return asyncio.run(_burst(place.hostname or "", place.port or 80, requests))
    except (OSError, TimeoutError) as error:
        raise UserError(
            f"The app with the def endpoint did not answer {requests} requests at once "
            f"({error or 'no answer'}): run it on a quieter machine."
        ) from error


async def _burst(host: str, port: int, requests: int) -> float:
    async with asyncio.timeout(PATIENCE_S):
        # connections first: it is waiting that is measured, not connecting
        opened = [await asyncio.open_connection(host, port) for _ in range(requests)]
        begin = perf_counter()
        answers = await asyncio.gather(*(_ask(*connection) for connection in opened))
        spent_ms = (perf_counter() - begin) * 1_000
    if wrong := [answer for answer in answers if b" 200 " not in answer.partition(b"\r\n")[0]]:
        raise OSError(f"it answered {wrong[0][:40]!r}")
    return spent_ms


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(REQUEST)
    answer = await reader.read()
    writer.close()
    return answer
