"""Our apps with bugs planted, each in a place of its own, for fuzzers that have to find them.

`PLANTED=nul,leak PLANTED_APP=sync_app python -m tests.fuzz.planted --port P` serves like
`python -m sync_app`; the bugs are planted before an app is made, with the ORM's repositories.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from bench.stacks import APPS, Capacity, Stack
from shared import requests, schemas, wire
from shared.launch import main

Bug = Callable[[str], None]
IMPORTING = ("exchange", "problems", "routes")
"""Modules of either app that import what is changed here."""


@dataclass(frozen=True)
class PlantedStack(Stack):
    """A stack whose app has these bugs."""

    bugs: tuple[str, ...] = ()

    def command(self, port: int) -> list[str]:
        python, _, _, *rest = super().command(port)
        return [python, "-m", "tests.fuzz.planted", *rest]

    def environment(self, database_url: str, capacity: Capacity) -> dict[str, str]:
        planted = {"PLANTED": ",".join(self.bugs), "PLANTED_APP": APPS[self.framework]}
        return {**super().environment(database_url, capacity), **planted}


def repository_of(app: str) -> Any:
    if app == "sync_app":
        return import_module("shared.repositories.orm.sync").OrmRepository
    return import_module("shared.repositories.orm.aio").AsyncOrmRepository


def nul(_: str) -> None:
    """A 500 on NUL: nobody looks for it in the name of a new toy."""
    parse = requests.parse_body

    def parse_body(model: Any, raw: bytes) -> Any:
        if model is schemas.ToyCreate and rb"\u0000" in raw:
            raise RuntimeError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
        return parse(model, raw)

    requests.parse_body = parse_body


def missing_key(_: str) -> None:
    """A user has no `updated_at`."""
    user = wire.user
    wire.user = lambda *rows: {k: v for k, v in user(*rows).items() if k != "updated_at"}


def wrong_type(_: str) -> None:
    """The author of a post is a text."""
    post = wire.post
    wire.post = lambda *rows: {**post(*rows), "author_id": str(rows[0].author_id)}


def everywhere(app: str, home: str, name: str, wrong: Any) -> None:
    """Put something wrong in the place of `home`'s `name`, wherever the app has imported it."""
    right = getattr(import_module(home), name)
    for module in [import_module(home), *(import_module(f"{app}.{part}") for part in IMPORTING)]:
        if getattr(module, name, None) is right:
            setattr(module, name, wrong)


def status(app: str) -> None:
    """What deletes and links answers 202, which the document does not know."""
    exchange = import_module(f"{app}.exchange")
    everywhere(app, f"{app}.exchange", "no_content", lambda: exchange.json({}, 202))


def location(app: str) -> None:
    """Nobody says where what was created is."""
    exchange = import_module(f"{app}.exchange")
    everywhere(app, f"{app}.exchange", "created", lambda _, row: exchange.json(row, 201))


def commit(app: str) -> None:
    """A commit removed: the change of a toy is answered, and lost."""
    repository = repository_of(app)
    update = repository.update_toy

    def update_toy(self: Any, *arguments: Any) -> Any:
        sessions = SimpleNamespace(write=self._sessions._writes)  # a session without `begin()`
        return update(SimpleNamespace(_sessions=sessions), *arguments)

    repository.update_toy = update_toy


def leak(app: str) -> None:
    """A pool leak: who reads a toy keeps a connection each time."""
    repository = repository_of(app)
    read = repository.get_toy
    kept: list[Any] = []

    def get_toy(self: Any, toy_id: int) -> Any:
        kept.append(self._sessions._engine.connect())
        return read(self, toy_id)

    async def get_toy_async(self: Any, toy_id: int) -> Any:
        kept.append(await self._sessions._engine.connect())
        return await read(self, toy_id)

    repository.get_toy = get_toy if app == "sync_app" else get_toy_async


def internals(app: str) -> None:
    """An error says what the database was asked."""
    problem = import_module("shared.errors").problem

    def telling(number: int, detail: str, errors: Any = None) -> dict[str, Any]:
        said = f"{detail} (SELECT id FROM users)" if number == 404 else detail
        return problem(number, said, errors)

    everywhere(app, "shared.errors", "problem", telling)


BUGS: dict[str, Bug] = {
    bug.__name__: bug
    for bug in (nul, missing_key, wrong_type, status, location, commit, leak, internals)
}

if __name__ == "__main__":
    chosen_app = os.environ["PLANTED_APP"]
    for name in os.environ["PLANTED"].split(","):
        BUGS[name](chosen_app)
    servers = import_module(f"{chosen_app}.servers")
    main("planted", servers.serve, servers.check)
