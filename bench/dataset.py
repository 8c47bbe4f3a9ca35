"""The rows a trial works on: loaded, put back, and checked to be exactly these."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import psycopg
from psycopg import Connection, sql

from bench.errors import UserError
from bench.rows import (
    COLUMNS,
    TOYS_EACH,
    link_lines,
    post_lines,
    toy_lines,
    user_lines,
)

ENTITIES = ("users", "toys", "posts")
LOCK_TIMEOUT = "10s"


@dataclass(frozen=True)
class Dataset:
    """How many rows of what, and which; `scale` 1 is 10,000 users, 1,000 toys, 50,000 posts."""

    scale: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.scale <= 1_000:
            raise UserError("The scale of the dataset must be above 0 and at most 1000.")

    @property
    def users(self) -> int:
        """How many users; their ids are 1 to this."""
        return max(1, round(10_000 * self.scale))

    @property
    def toys(self) -> int:
        """How many toys; enough for each owner to have different ones."""
        return max(TOYS_EACH, round(1_000 * self.scale))

    @property
    def posts(self) -> int:
        """How many posts."""
        return max(1, round(50_000 * self.scale))

    @property
    def row_counts(self) -> dict[str, int]:
        """How many rows each table holds."""
        links = {"user_toy": TOYS_EACH * self.users, "post_toy": TOYS_EACH * self.posts}
        return {"users": self.users, "toys": self.toys, "posts": self.posts, **links}

    def lines(self, table: str) -> Iterator[str]:
        """Yield the rows of a table as COPY reads them."""
        match table:
            case "users":
                return user_lines(self.users)
            case "toys":
                return toy_lines(self.toys)
            case "posts":
                return post_lines(self.posts, self.users)
            case "user_toy":
                return link_lines(self.users, self.toys)
            case "post_toy":
                return link_lines(self.posts, self.toys)
        raise KeyError(table)

    @cached_property
    def fingerprint(self) -> str:
        """What `read_fingerprint` returns for a database that holds exactly these rows."""
        return join_digests({table: digest(self.lines(table)) for table in COLUMNS})


def digest(lines: Iterator[str]) -> tuple[int, int]:
    """Return the number of rows, and the sum of 60 bits of each one's MD5: order plays no part."""
    number = total = 0
    for line in lines:
        number += 1
        total += int(hashlib.md5(line.encode(), usedforsecurity=False).hexdigest()[:15], 16)
    return number, total


def join_digests(digests: Mapping[str, tuple[int, int]]) -> str:
    """Return digests as one line of text that says which table differs."""
    return " ".join(f"{table}:{rows}:{total:x}" for table, (rows, total) in digests.items())


def load(url: str, dataset: Dataset) -> None:
    """Replace whatever the tables hold by the dataset; about three seconds at scale 1."""
    with connect(url) as connection:
        replace(connection, dataset)
        tidy(connection, analyse=True)


def restore(url: str, dataset: Dataset) -> None:
    """Put the tables and sequences back to the dataset.

    Rows with higher ids, which is all that the write workloads make, are deleted: quick. If the
    content is not the dataset's after that, all is loaded again.
    """
    with connect(url) as connection:
        remove_added(connection, dataset)
        pristine = read_fingerprint(connection) == dataset.fingerprint
        if not pristine:
            replace(connection, dataset)
        tidy(connection, analyse=not pristine)


def row_counts(url: str) -> dict[str, int]:
    """Return how many rows each table holds now; quick, and blind to their content."""
    with connect(url) as connection:
        return {table: count(connection, table) for table in COLUMNS}


@contextmanager
def connect(url: str) -> Iterator[Connection]:
    """Yield a connection in autocommit; it speaks UTC, and raises `UserError` if locks keep it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET DateStyle = 'ISO'")
        connection.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
        try:
            yield connection
        except psycopg.errors.LockNotAvailable:
            raise UserError(
                "The dataset's tables are locked by another connection: end it and try again."
            ) from None


def replace(connection: Connection, dataset: Dataset) -> None:
    """Empty the tables and fill them by COPY, in one transaction."""
    with connection.transaction():
        connection.execute(statement("TRUNCATE {}", *COLUMNS))
        for table, columns in COLUMNS.items():
            copy = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
            )
            with connection.cursor().copy(copy) as target:
                for line in dataset.lines(table):
                    target.write(f"{line}\n")
        set_sequences(connection, dataset)


def remove_added(connection: Connection, dataset: Dataset) -> None:
    """Delete rows with ids above the dataset's; links and posts of theirs go with them."""
    with connection.transaction():
        for table in ENTITIES:
            connection.execute(
                statement("DELETE FROM {} WHERE id > %s", table), [getattr(dataset, table)]
            )
        set_sequences(connection, dataset)


def set_sequences(connection: Connection, dataset: Dataset) -> None:
    """Let the next id of each entity be the one after the dataset's last."""
    for table in ENTITIES:
        connection.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, getattr(dataset, table)]
        )


def tidy(connection: Connection, *, analyse: bool) -> None:
    """Remove dead rows, so that each trial finds tables of the same size, with the same plans."""
    connection.execute(statement("VACUUM (ANALYZE) {}" if analyse else "VACUUM {}", *COLUMNS))


def read_fingerprint(connection: Connection) -> str:
    """Compute on the server what `Dataset.fingerprint` computes here."""
    return join_digests({table: read_digest(connection, table) for table in COLUMNS})


def read_digest(connection: Connection, table: str) -> tuple[int, int]:
    """Compute `digest` of a table on the server."""
    query = sql.SQL(
        "SELECT count(*), coalesce(sum("
        "('x' || left(md5(concat_ws(E'\\t', {})), 15))::bit(60)::bigint), 0) FROM {}"
    ).format(sql.SQL(", ").join(map(sql.Identifier, COLUMNS[table])), sql.Identifier(table))
    number, total = connection.execute(query).fetchone() or (0, 0)
    return number, int(total)


def count(connection: Connection, table: str) -> int:
    """Count the rows of a table."""
    row = connection.execute(statement("SELECT count(*) FROM {}", table)).fetchone()
    return row[0] if row else 0


def statement(template: str, *tables: str) -> sql.Composed:
    """Put table names into a statement."""
    return sql.SQL(template).format(sql.SQL(", ").join(map(sql.Identifier, tables)))
