"""Puts the request's comment behind each statement, where a driver or an engine is handed it.

Each request's texts are new ones, so nothing is to be prepared: docs/decisions/observability.md.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from sqlalchemy import Engine, event

from shared.observability.request import CURRENT
from shared.settings import Settings

UNPREPARED: dict[str, dict[str, Any]] = {
    "asyncpg": {"statement_cache_size": 0},
    "psycopg": {"prepare_threshold": None},
}
"""What tells a driver to keep no prepared statements; psycopg2 knows none."""
WITH_PERCENT = {"format", "pyformat"}
"""Where values are put in by the driver, a percent sign is a placeholder unless there are two."""

Class = TypeVar("Class")


def unprepared(settings: Settings) -> dict[str, Any]:
    """Return what to tell the driver, if statements carry comments."""
    return UNPREPARED.get(settings.driver, {}) if settings.sql_comments else {}


def commented(sql: str, doubled: bool) -> str:
    """Return a statement with the comment of the request that runs, if one does."""
    request = CURRENT.get()
    if request is None:
        return sql
    comment = request.comment.replace("%", "%%") if doubled else request.comment
    return f"{sql} {comment}"


def watch(engine: Engine) -> None:
    """Let every statement of an engine carry the comment."""
    doubled = engine.dialect.paramstyle in WITH_PERCENT

    def add(_: Any, __: Any, sql: str, values: Any, *___: Any) -> tuple[str, Any]:
        return commented(sql, doubled), values

    event.listen(engine, "before_cursor_execute", add, retval=True)


def commenting(
    settings: Settings, taker: type[Class], *methods: str, doubled: bool = False
) -> type[Class]:
    """Return a connection's or cursor's class whose `methods` put the comment behind statements.

    The statement is their first argument. `doubled` says that a percent sign takes two where
    values come along. Without SQL_COMMENTS it is `taker` itself.
    """
    if not settings.sql_comments:
        return taker
    adding = {name: _adding(getattr(taker, name), doubled) for name in methods}
    return cast(type[Class], type(taker.__name__, (taker,), adding))


def _adding(method: Callable[..., Any], doubled: bool) -> Callable[..., Any]:
    @wraps(method)
    def call(self: Any, sql: str, *values: Any, **options: Any) -> Any:
        return method(self, commented(sql, doubled and bool(values)), *values, **options)

    return call
