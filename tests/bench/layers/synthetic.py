"""A synthetic study with a known truth. Nothing here was measured."""

from collections.abc import Iterator, Mapping
from math import exp
from random import Random

from bench.layers.document import Block, Contender, Layers

ROW_US = {
    "raw": {"row": 50.0, "bulk": 2_000.0},
    "core": {"row": 150.0, "bulk": 4_000.0},
    "orm": {"row": 300.0, "bulk": 5_000.0},
}
LAYERS_US = {
    "socket": 20.0,
    "driver": 45.0,
    "driver_pool": 50.0,
    "core": 105.0,
    "core_pool": 140.0,
    "session": 240.0,
    "repository raw": 60.0,
    "repository core": 120.0,  # a shorter way than the pool's own
    "repository orm": 240.0,  # nothing on top of the session
    "json": 0.5,
    "greenlet": 2.0,
    "greenlet_await": 3.0,
}
SERVED_US = {"health": 100.0, "row": 360.0}
PLACES: tuple[tuple[str, str], ...] = (("psycopg", "sync"), ("psycopg", "aio"))


def contenders() -> tuple[Contender, ...]:
    return tuple(
        Contender(name=f"{place(driver, world)} {style}", driver=driver, world=world, style=style)
        for driver, world in PLACES
        for style in ROW_US
    )


def place(driver: str, world: str) -> str:
    return f"{driver} {'async' if world == 'aio' else 'sync'}"


def blocks(rounds: int, spread: float, drift: float, seed: int) -> Iterator[Block]:
    """Blocks whose round shares a factor (`drift`), each with a scatter of its own (`spread`)."""
    random = Random(seed)
    for number in range(1, rounds + 1):
        mood = exp(random.gauss(0, drift))

        def block(
            group: str, subject: str, call: str, us: float, mood: float = mood, number: int = number
        ) -> Block:
            cpu = us * mood * exp(random.gauss(0, spread))
            return Block(
                group=group,
                subject=subject,
                call=call,
                round=number,
                calls=100,
                cpu_us=cpu,
                wall_us=None if group == "served" else 2 * cpu,
            )

        for one in contenders():
            for operation, us in ROW_US[one.style].items():
                yield block(operation, one.name, operation, us)
        for driver, world in PLACES:
            where = place(driver, world)
            for call, us in LAYERS_US.items():
                extra = 30.0 if world == "aio" and call == "core" else 0.0
                yield block(f"layers: {where}", where, call, us + extra)
            for call, us in SERVED_US.items():
                yield block("served", where, call, us)


def study(rounds: int = 20, spread: float = 0.01, drift: float = 0.1, seed: int = 3) -> Layers:
    config: Mapping[str, object] = {"operations": ["row", "bulk"], "precision": 0.025}
    served = {place(driver, world): f"stack of {driver}" for driver, world in PLACES}
    return Layers(
        environment={"synthetic": True},
        config=config,
        contenders=contenders(),
        served=served,
        blocks=tuple(blocks(rounds, spread, drift, seed)),
    )
