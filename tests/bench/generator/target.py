"""A service to put load on: answers at once, remembers what it was asked, misbehaves when told.

`python target.py PORT`. It knows no toys; it answers each verb as the API would. Its dials:
`/set?delay_ms=20&status=500` (until it is set again; with `only=3` the delay
is that of the next three requests alone), `/stall` (a second of silence for everyone, also for
requests under way), `/seen` (requests so far), `/forget`.
"""

import asyncio
import json
import sys
import time
from itertools import count
from urllib.parse import parse_qsl

import uvicorn

STATUS = {"GET": 200, "PATCH": 200, "POST": 201, "DELETE": 204}
FIRST_ID = 1_000_000

seen: list[str] = []
REST = {"delay_ms": 0, "status": 0, "only": -1}
dials = dict(REST)
ids = count(FIRST_ID)


def turn(path: str, query: str):
    match path:
        case "/set":
            dials.update(REST | {k: int(v) for k, v in parse_qsl(query)})
        case "/stall":
            time.sleep(1)
        case "/seen":
            return seen
        case "/forget":
            seen.clear()
        case _:
            raise KeyError(path)
    return {}


async def app(scope, _receive, send):
    if scope["type"] != "http":
        return
    query = scope["query_string"].decode()
    try:
        status, answer = 200, turn(scope["path"], query)
    except KeyError:
        seen.append(f"{scope['method']} {scope['path']}{'?' if query else ''}{query}")
        if dials["delay_ms"] and dials["only"]:
            dials["only"] -= 1
            await asyncio.sleep(dials["delay_ms"] / 1000)
        status, answer = dials["status"] or STATUS[scope["method"]], {"id": next(ids)}
    body = b"" if status == 204 else json.dumps(answer).encode()
    length = [] if status == 204 else [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": length})
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_level="error", lifespan="off")
