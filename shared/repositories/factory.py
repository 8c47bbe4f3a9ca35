"""From settings to a repository: the only place that knows which module serves which style.

Modules are imported when they are asked for, so that an image needs its own drivers only.
"""

from shared.repositories import adapters
from shared.repositories.protocols import AsyncRepository, Repository
from shared.settings import Settings


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
