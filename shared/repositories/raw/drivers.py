"""Which drivers there are, by their places: `psycopg2.sync`, `asyncpg.aio`, each with `make`."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from shared.settings import Settings

HERE = Path(__file__).parent


def _with_module(world: str) -> tuple[str, ...]:
    packages = [found.name for found in iter_modules([str(HERE)]) if found.ispkg]
    return tuple(name for name in packages if (HERE / name / f"{world}.py").exists())


DRIVERS = {world: _with_module(world) for world in ("sync", "aio")}
"""Which drivers each twin runs on."""


def pool(settings: Settings, asker: str) -> Any:
    """Return the pool of the settings' driver, for the world of the module that asks."""
    package, _, world = asker.rpartition(".")
    make = import_module(f"{package}.{settings.driver}.{world}").make
    if settings.metrics:
        from shared.observability.pools import counting

        make = counting(settings, make, "take", "give_back")
    return make(settings)
