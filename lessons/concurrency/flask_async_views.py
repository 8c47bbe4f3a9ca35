"""Async views in Flask: they still occupy their worker.

With `flask[async]`, Flask runs an `async def` view on an event loop made for it, and the thread
that got the request waits until it is done: as many requests at once as there are threads, as
with `def`. What async views are good for is waiting for several things within one request. For
many requests on one thread, serve an ASGI framework.

See: https://flask.palletsprojects.com/en/stable/async-await/
See: https://www.psycopg.org/psycopg3/docs/advanced/async.html
"""

import asyncio
import os
import time

from fastapi import FastAPI
from flask import Flask
from httpx2 import AsyncClient
from psycopg import AsyncConnection, connect

from lessons.lesson import Lesson
from lessons.web import Crowd, client, gunicorn

THREADS, REQUESTS, TOGETHER, QUERY_S = 2, 6, 5, 0.3
SERVED_BY = THREADS
QUERY = f"SELECT pg_sleep({QUERY_S})"


async def query(dsn: str) -> None:
    """Await a slow query."""
    async with await AsyncConnection.connect(dsn) as connection:
        await connection.execute(QUERY)


def flask_service() -> Flask:
    app, dsn = Flask(__name__), os.environ["DATABASE_URL"]
    plain, awaited = Crowd(), Crowd()

    @app.get("/def")
    def blocking() -> str:
        with plain, connect(dsn) as connection:
            connection.execute(QUERY)
        return str(plain.most)

    @app.get("/async")
    async def awaiting() -> str:
        with awaited:
            await query(dsn)
        return str(awaited.most)

    @app.get("/gather")
    async def gathering() -> str:
        await asyncio.gather(*(query(dsn) for _ in range(TOGETHER)))
        return "done"

    return app


def fastapi_service(dsn: str) -> FastAPI:
    app, crowd = FastAPI(), Crowd()

    @app.get("/async")
    async def awaiting() -> int:
        with crowd:
            await query(dsn)
        return crowd.most

    return app


async def visited(lesson: Lesson, http: AsyncClient, path: str) -> int:
    """Send six requests at once, and return how many were inside together."""
    with lesson.timed() as watch:
        got = await asyncio.gather(*(http.get(path) for _ in range(REQUESTS)))
    most = max(int(answer.raise_for_status().text) for answer in got)
    lesson.figure("requests served at once", most)
    lesson.figure(f"{REQUESTS} requests took", f"{watch.seconds:.1f}", "s", varies=True)
    return most


async def run(lesson: Lesson) -> None:
    """Ask Flask on two threads, then FastAPI on one."""
    lesson.say(f"Six visitors at once; a request is a query of {QUERY_S} s.")
    with gunicorn(f"{__name__}:flask_service()", SERVED_BY, DATABASE_URL=lesson.dsn) as url:
        async with AsyncClient(base_url=url, timeout=60) as http:
            lesson.step(f"Flask, def view, gunicorn with {THREADS} threads")
            plain = await visited(lesson, http, "/def")
            lesson.claim("as many at once as threads", plain == THREADS)

            lesson.step("Flask, async def view, the same server")
            most = await visited(lesson, http, "/async")
            lesson.claim("not one more: an async view occupies its thread", most == plain)

            lesson.step("Flask, one async view that awaits five queries together")
            started = time.perf_counter()
            (await http.get("/gather")).raise_for_status()
            waited = time.perf_counter() - started
            lesson.figure("five queries of 0.3 s took", f"{waited:.1f}", "s", varies=True)
            lesson.claim("less than one after the other", waited < TOGETHER * QUERY_S * 0.8)

    lesson.step("FastAPI, async def, one thread")
    async with client(fastapi_service(lesson.dsn)) as http:
        most = await visited(lesson, http, "/async")
    lesson.claim("all of them at once", most == REQUESTS)
