"""The connection budget: what all workers may open must fit into what the server gives."""

import psycopg
from sqlalchemy import make_url

from shared.errors import ConfigurationError
from shared.settings import Settings
from shared.urls import for_people


def check_budget(settings: Settings) -> None:
    """Raise `ConfigurationError` when the server is out of reach or gives too few connections.

    To be called once, before any worker exists; it leaves no connection behind.
    """
    url = make_url(settings.database_url)
    try:
        with psycopg.connect(
            settings.libpq_url, connect_timeout=settings.connect_timeout
        ) as connection:
            row = connection.execute(
                "SELECT current_setting('max_connections')::int,"
                " current_setting('superuser_reserved_connections')::int"
                " + coalesce(current_setting('reserved_connections', true)::int, 0)"
            ).fetchall()[0]
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise ConfigurationError(
            f"The database does not answer at {for_people(url)}: {reason}"
        ) from None
    most, reserved = row
    if settings.connections > most - reserved:
        raise ConfigurationError(
            f"{settings.workers} workers with {settings.pool_size + settings.max_overflow} "
            f"connections each need {settings.connections}, but the server gives "
            f"{most - reserved} (max_connections {most}, {reserved} reserved): "
            "lower WORKERS or POOL_SIZE, or raise max_connections."
        )
