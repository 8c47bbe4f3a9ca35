"""What SQLAlchemy sent to the server, taken from its events and never typed in."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from textwrap import wrap
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, event

WIDTH = 74
BOUNDARIES = ("begin", "commit", "rollback")
# one placeholder of psycopg, psycopg2 or asyncpg, or one set of them in parentheses
PLACEHOLDER = r"(?:%\(\w+\)s|\$\d+)(?:::[A-Z]+(?: [A-Z]+)*)?"
SET = rf"\((?:{PLACEHOLDER}|[a-z_0-9]+|, )+\)"
MANY = re.compile(rf"({PLACEHOLDER}|{SET})((?:, (?:{PLACEHOLDER}|{SET})){{4,}})")


@dataclass(frozen=True)
class Statement:
    """One statement as the driver got it; `sets` counts the parameter sets of an executemany."""

    sql: str
    parameters: Any = None
    rows: int = 0
    columns: int = 0
    sets: int = 1
    boundary: bool = False


@dataclass
class Recording:
    """The statements of a stretch of a lesson, in order."""

    sent: list[Statement] = field(default_factory=list)

    @property
    def statements(self) -> list[Statement]:
        """Those that carry work: without BEGIN, COMMIT and ROLLBACK."""
        return [statement for statement in self.sent if not statement.boundary]

    @property
    def count(self) -> int:
        """How many statements."""
        return len(self.statements)

    @property
    def rows(self) -> int:
        """Rows that came over the wire, or were changed."""
        return sum(statement.rows for statement in self.statements)

    @property
    def values(self) -> int:
        """Single values that came over the wire: rows times columns."""
        return sum(statement.rows * statement.columns for statement in self.statements)

    @property
    def boundaries(self) -> list[str]:
        """BEGIN, COMMIT, ROLLBACK, as they came."""
        return [statement.sql for statement in self.sent if statement.boundary]

    def verbs(self) -> list[str]:
        """Return the first word of everything sent."""
        return [statement.sql.split()[0] for statement in self.sent]

    def lines(self, *, parameters: bool = True) -> Iterator[str]:
        """Yield the statements as text; equal ones in a row are shown once and counted."""
        if not self.sent:
            yield "> (nothing)"
        for _, group in groupby(self.sent, lambda statement: (statement.sql, statement.boundary)):
            first, *others = group
            for place, line in enumerate(layout(first.sql)):
                yield ("  " if place else "> ") + line
            if first.sets > 1:
                yield f"  -- with {first.sets:,} sets of parameters"
            if parameters and first.parameters:
                yield f"  -- {shown(first)}"
            if others:
                yield f"  … and {len(others):,} more of these"


def record(engine: Engine, keep: Callable[[Statement], None]) -> None:
    """Call `keep` with each statement of `engine` after it ran."""

    def executed(
        _: Any, cursor: Any, sql: str, parameters: Any, __: Any, executemany: bool
    ) -> None:
        sets = len(parameters) if executemany else 1
        columns = len(cursor.description or ())
        keep(Statement(sql, parameters, max(cursor.rowcount, 0), columns, sets))

    def bounded(connection: Connection, word: str) -> None:
        # SQLAlchemy tells of it in AUTOCOMMIT and on a lost connection too, where nothing is sent
        if connection.invalidated:
            return
        driver: Any = connection.connection.dbapi_connection
        if not connection.dialect.detect_autocommit_setting(driver):
            keep(Statement(word, boundary=True))

    def refused(context: ExceptionContext) -> None:
        if context.statement:
            keep(Statement(context.statement, context.parameters))

    event.listen(engine, "after_cursor_execute", executed)
    event.listen(engine, "handle_error", refused)
    for name in BOUNDARIES:
        event.listen(engine, name, lambda connection, n=name: bounded(connection, n.upper()))


def layout(sql: str) -> Iterator[str]:
    """Yield SQLAlchemy's own lines, wrapped; a row of like placeholders is shortened."""
    for line in sql.splitlines():
        short = MANY.sub(shortened, " ".join(line.split()))
        yield from wrap(
            short, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        )


def shortened(match: re.Match[str]) -> str:
    """Return the first placeholder (or set of them), and how many follow."""
    following = match[2]
    count = following.count("), (") + 1 if match[1].startswith("(") else following.count(", ")
    return f"{match[1]}, … {count:,} more"


def shown(statement: Statement) -> str:
    """Return the first parameter set on one line."""
    values = statement.parameters[0] if statement.sets > 1 else statement.parameters
    if isinstance(values, Mapping):
        text = ", ".join(f"{name} = {value!r}" for name, value in values.items())
    else:
        text = ", ".join(map(repr, values))
    return text if len(text) <= WIDTH - 3 else text[: WIDTH - 4] + "…"
