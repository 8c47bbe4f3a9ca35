"""What an engine gets to do besides, if asked for: for both worlds, and all drivers in them."""

from sqlalchemy import Engine

from shared.observability import statements
from shared.settings import Settings


def watch(engine: Engine, settings: Settings) -> None:
    """Let statements carry comments, and the pool be counted; by default do nothing."""
    if settings.sql_comments:
        statements.watch(engine)
    if settings.metrics:
        from shared.observability import pools

        pools.watch(engine.pool, settings)
