"""What a child can be asked for: a style's operations, or the layers of a driver."""

from typing import Any

from bench.layers.child import aio_layers, sync_layers
from bench.layers.child.blocks import AsyncWorld, Calls, SyncWorld, World
from bench.layers.operations import BULK_ROWS, PAGE_ROWS
from bench.layers.subjects import Subject
from shared import schemas, wire
from shared.repositories import factory
from shared.settings import Settings


def world_of(subject: Subject) -> World:
    """Return how calls are made in the subject's world."""
    return SyncWorld() if subject.world == "sync" else AsyncWorld()


def operations(world: World, subject: Subject, settings: Settings, toys: int) -> Calls:
    """Return the operations through the subject's style."""
    repository = made(world, subject, settings)
    page = schemas.Page(limit=PAGE_ROWS, after=toys // 2)
    feed = schemas.FeedQuery(limit=PAGE_ROWS)
    batch = schemas.ToyBatch([{"name": f"toy {number}"} for number in range(BULK_ROWS)])
    names = [schemas.ToyChange(name=f"toy {number}") for number in range(toys)]
    return {
        "row": lambda number: repository.get_toy(1 + number % toys),
        "page": lambda _: repository.list_toys(page),
        "feed": lambda _: repository.feed(feed),
        "bulk": lambda _: repository.create_toys(batch, "insert"),
        "change": lambda number: repository.update_toy(1 + number % toys, names[number % toys]),
        **written_out(world, subject, settings, toys),
    }


def written_out(world: World, subject: Subject, settings: Settings, toys: int) -> Calls:
    """Return the transaction `change` for the styles whose use case is a single UPDATE."""
    module = sync_layers if subject.world == "sync" else aio_layers
    match subject.style:
        case "raw":
            calls: Calls = world.finish(module.driver(settings, toys))
            return {"change": calls["change"]}
        case "core":
            return world.finish(module.core_change(settings, toys))  # type: ignore[no-any-return]
    return {}


def layers(
    world: World, subject: Subject, styles: list[str], settings: Settings, toys: int
) -> Calls:
    """Return the layers beneath a row by its key, up to each style's repository and its JSON."""
    module = sync_layers if subject.world == "sync" else aio_layers
    calls: Calls = world.finish(module.layers(settings, toys))
    for style in styles:
        own = Subject(subject.driver, subject.world, style)
        calls[f"repository {style}"] = row_of(made(world, own, settings), toys)
    calls["json"] = json_call(world, calls[f"repository {styles[0]}"])
    return calls


def row_of(repository: Any, toys: int) -> Any:
    """Return the call that reads a toy."""
    return lambda number: repository.get_toy(1 + number % toys)


def json_call(world: World, row: Any) -> Any:
    """Return the call that turns a toy, read before, into bytes."""
    toy = world.finish(row(0))
    if isinstance(world, SyncWorld):
        return lambda _: wire.dumps(toy)

    async def dumps(_: int) -> bytes:
        return wire.dumps(toy)

    return dumps


def made(world: World, subject: Subject, settings: Settings) -> Any:
    """Return the repository of a subject, made where it will be used."""
    chosen = settings.model_copy(update={"style": subject.style})
    if subject.world == "sync":
        factory.check_sync(chosen)
        return factory.repository(chosen)
    factory.check_async(chosen)

    async def make() -> Any:
        return factory.async_repository(chosen)

    return world.finish(make())
