"""From settings to a repository: the only place that knows which module serves which style.

Modules are imported when they are asked for, so that an image needs its own drivers only.
"""

from shared.errors import ConfigurationError
from shared.repositories import adapters
from shared.repositories.protocols import AsyncRepository, Repository
from shared.settings import Settings

SYNC_DRIVERS = ("psycopg2", "psycopg")
ASYNC_DRIVERS = ("psycopg", "asyncpg")


def check_sync(settings: Settings) -> None:
    """Raise `ConfigurationError` when the driver cannot serve a synchronous repository."""
    if settings.driver not in SYNC_DRIVERS:
        raise ConfigurationError(
            f"DRIVER={settings.driver} is asynchronous and this app is not: "
            f"choose {' or '.join(SYNC_DRIVERS)}."
        )


def check_async(settings: Settings) -> None:
    """Raise `ConfigurationError` when driver and bridge do not fit together."""
    if settings.bridge != "native":
        check_sync(settings)
    elif settings.driver not in ASYNC_DRIVERS:
        raise ConfigurationError(
            f"DRIVER={settings.driver} has no asynchronous side: choose "
            f"{' or '.join(ASYNC_DRIVERS)}, or run it in threads with BRIDGE=threads."
        )


def repository(settings: Settings) -> Repository:
    """Return the synchronous repository for `settings`."""
    from shared.repositories.orm.sync import OrmRepository

    return OrmRepository(settings)


def async_repository(settings: Settings) -> AsyncRepository:
    """Return the asynchronous repository for `settings`, adapted where the bridge asks for it.

    It must be made inside of the event loop that will use it.
    """
    match settings.bridge:
        case "threads":
            return adapters.in_threads(repository(settings), settings.threads)
        case "blocking":
            return adapters.blocking(repository(settings))
        case "native":
            from shared.repositories.orm.aio import AsyncOrmRepository

            return AsyncOrmRepository(settings)
