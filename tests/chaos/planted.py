"""`python -m tests.chaos.planted --port P`: our Flask app with one bug, which CHAOS_BUG names.

Each is one that real services have, in a repository or around it; every one must break a row.
"""

import os
import signal
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask, Response

from shared import schemas, wire
from shared.errors import Unavailable
from shared.launch import main
from shared.models import Post
from shared.repositories.orm.sync import OrmRepository
from shared.settings import Settings
from sync_app.app import create_app
from sync_app.servers import check, serve

GAP_S = 1.0
LEAKED: list[Any] = []


class ForgetsTheCommit(OrmRepository):
    """Answers, then rolls back: each fifth post."""

    def create_post(self, new: schemas.PostCreate) -> schemas.PostOut:
        if int(new.title.rpartition(".")[2]) % 5:
            return super().create_post(new)
        session = self._sessions._writes()
        post = Post(author_id=new.author_id, title=new.title, content=new.content)
        session.add(post)
        session.flush()
        answer = wire.post(post, [])
        session.close()
        return answer


class CommitsHalf(OrmRepository):
    """Makes a post in one transaction, and its links in another one, some time later."""

    def create_post(self, new: schemas.PostCreate) -> schemas.PostOut:
        made = super().create_post(new.model_copy(update={"toy_ids": []}))
        time.sleep(GAP_S)
        for toy_id in new.toy_ids:
            self.add_toy_to_post(made["id"], toy_id)
        return made


class TriesTwice(OrmRepository):
    """Makes a post again when it took long, as if the first attempt had failed."""

    def create_post(self, new: schemas.PostCreate) -> schemas.PostOut:
        began = time.monotonic()
        made = super().create_post(new)
        return super().create_post(new) if time.monotonic() - began > 0.3 else made


class LeaksOnError(OrmRepository):
    """Keeps the connection of each write that fails."""

    def create_user(self, new: schemas.UserCreate) -> schemas.UserOut:
        try:
            return super().create_user(new)
        except Unavailable:
            LEAKED.append(self._sessions._engine.connect())
            raise


class HidesErrors(OrmRepository):
    """Says that all is well when the database refused."""

    def create_post(self, new: schemas.PostCreate) -> schemas.PostOut:
        try:
            return super().create_post(new)
        except Exception:
            return self.list_posts(schemas.Page(limit=1))["items"][0]


class WaitsForEver(OrmRepository):
    """Has a queue without end before its pool."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings.model_copy(update={"pool_timeout": 60.0}))


def without_retry_after(app: Flask) -> None:
    """Say no more when to come again."""

    @app.after_request
    def forget(response: Response) -> Response:
        response.headers.pop("Retry-After", None)
        return response


def drops_what_is_in_flight(_: Flask) -> None:
    """End at once when told to end."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))


def takes_any_length(_: Flask) -> None:
    """Have no limit for bodies."""
    from shared import requests

    requests.check_length = lambda *_: None


REPOSITORIES: dict[str, Callable[[Settings], OrmRepository]] = {
    "forgets the commit": ForgetsTheCommit,
    "commits half": CommitsHalf,
    "tries twice": TriesTwice,
    "leaks on error": LeaksOnError,
    "hides errors": HidesErrors,
    "waits for ever": WaitsForEver,
}
CHANGES: dict[str, Callable[[Flask], None]] = {
    "has no Retry-After": without_retry_after,
    "drops what is in flight": drops_what_is_in_flight,
    "takes any length": takes_any_length,
}


def create_planted_app(settings: Settings, bug: str) -> Flask:
    """Return the app of `sync_app` with a bug."""
    app = create_app(settings, REPOSITORIES.get(bug, OrmRepository))
    CHANGES.get(bug, lambda _: None)(app)
    return app


if __name__ == "__main__":
    bug = os.environ["CHAOS_BUG"]
    main("planted", partial(serve, make_app=partial(create_planted_app, bug=bug)), check)
