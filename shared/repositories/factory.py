"""From settings to a repository: which module serves which style, driver and world.

By their places: the style `core` is `shared.repositories.core.sync` and `.aio`, each of which has
`make(settings)`; the style's package names in `DRIVERS` the drivers of each world. Modules are
imported when they are asked for, so that an image needs its own drivers only.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Literal, cast

import shared.repositories
from shared.errors import ConfigurationError
from shared.repositories import adapters
from shared.repositories.protocols import AsyncRepository, Repository
from shared.settings import Settings

World = Literal["sync", "aio"]


def styles() -> list[str]:
    """Return the access styles that there are."""
    return [found.name for found in iter_modules(shared.repositories.__path__) if found.ispkg]


def drivers(style: str, world: World) -> tuple[str, ...]:
    """Return the drivers that a style has in a world; raise `ConfigurationError` without it."""
    if style not in styles():
        raise ConfigurationError(f"There is no STYLE={style}: choose {' or '.join(styles())}.")
    of_world: Mapping[str, tuple[str, ...]] = import_module(f"shared.repositories.{style}").DRIVERS
    return of_world.get(world, ())


def check_sync(settings: Settings) -> None:
    """Raise `ConfigurationError` when style and driver have no synchronous repository."""
    fit = drivers(settings.style, "sync")
    if not fit:
        raise ConfigurationError(
            f"STYLE={settings.style} is asynchronous and this app is not: choose another."
        )
    if settings.driver not in fit:
        raise ConfigurationError(
            f"DRIVER={settings.driver} does not serve a synchronous app with "
            f"STYLE={settings.style}: choose {' or '.join(fit)}."
        )


def check_async(settings: Settings) -> None:
    """Raise `ConfigurationError` when style, driver and bridge do not fit together."""
    if settings.bridge != "native":
        check_sync(settings)
        return
    fit = drivers(settings.style, "aio")
    if settings.driver not in fit:
        way_out = ", or run it in threads with BRIDGE=threads"
        raise ConfigurationError(
            f"DRIVER={settings.driver} has no asynchronous side with STYLE={settings.style}: "
            f"choose {' or '.join(fit)}{way_out if drivers(settings.style, 'sync') else ''}."
        )


def repository(settings: Settings) -> Repository:
    """Return the synchronous repository for `settings`."""
    module = import_module(f"shared.repositories.{settings.style}.sync")
    return cast(Repository, module.make(settings))


def async_repository(settings: Settings) -> AsyncRepository:
    """Return the asynchronous repository for `settings`, adapted where the bridge asks for it.

    It must be made inside of the event loop that will use it.
    """
    match settings.bridge:
        case "threads":
            return adapters.in_threads(repository(settings), settings)
        case "blocking":
            return adapters.blocking(repository(settings))
        case "native":
            module = import_module(f"shared.repositories.{settings.style}.aio")
            return cast(AsyncRepository, module.make(settings))
