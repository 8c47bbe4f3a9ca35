"""By default nothing of it is there: what is not installed costs nothing."""

import subprocess
import sys

import pytest
from flask import Flask
from sqlalchemy.pool import QueuePool

import shared.db.aio
import shared.db.sync
from async_app.app import create_app as create_async_app
from bench.servers import ROOT
from shared.settings import Settings
from sync_app.app import create_app as create_sync_app
from sync_app.headers import WithHeaders
from sync_app.observability import Observe

URL = "postgresql://127.0.0.1:1/nothing"
OFF = Settings.load(database_url=URL)
ON = Settings.load(
    database_url=URL, log_format="json", log_requests=True, sql_comments=True, metrics=True
)


class Nothing:
    """A repository of an app that no request reaches."""

    def __init__(self, _: Settings) -> None: ...


def sync_app(settings: Settings) -> Flask:
    return create_sync_app(settings, Nothing)


def test_flask_has_the_same_hooks_and_routes():
    app = sync_app(OFF)
    assert [hook.__name__ for hook in app.before_request_funcs[None]] == ["refuse_double_slash"]
    assert not app.after_request_funcs
    assert not app.teardown_request_funcs
    assert (type(app.wsgi_app), type(sync_app(ON).wsgi_app)) == (WithHeaders, Observe)
    assert {"metrics"} == set(sync_app(ON).view_functions) - set(app.view_functions)


def test_fastapi_has_no_middleware():
    app = create_async_app(OFF, Nothing)
    assert app.user_middleware == []
    assert app.middleware_stack is None  # FastAPI's own, which it makes at the first request
    assert "/metrics" not in {route.path for route in app.routes}


def test_no_engine_is_listened_to():
    for engine in (
        shared.db.sync.engine(OFF),
        shared.db.aio.async_engine(OFF).sync_engine,
    ):
        assert not engine.dispatch.before_cursor_execute
        assert not engine.pool.dispatch.checkin
        assert type(engine.pool).connect == engine.pool.connect.__func__
        assert isinstance(engine.pool, QueuePool)


IMPORTS = """
import sys
from {app}.app import create_app
from {app}.servers import {server}
from shared.repositories.factory import repository, async_repository
from shared.settings import Settings
create_app(Settings.load(database_url={url!r}))
import shared.repositories.raw.drivers
seen = [name for name in sys.modules if name.startswith("prometheus_client")]
print(seen)
"""


@pytest.mark.parametrize(("app", "server"), [("sync_app", "gunicorn"), ("async_app", "uvicorn")])
def test_prometheus_is_not_even_imported(app: str, server: str):
    program = IMPORTS.format(app=app, server=server, url=URL)
    process = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert process.stdout == "[]\n"
