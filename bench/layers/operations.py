"""What every contender does: the same five operations, one of them also by many tasks at once.

Four are calls of the repository. `change` is defined beneath it: a transaction that reads one
row FOR NO KEY UPDATE, changes it and writes it. The ORM's use case does just that (Tortoise's
writes first and reads then); `raw` and `core` answer the same request with a single UPDATE, so
there the transaction is written out (`bench.layers.child`): an operation is the same work in
every style.
"""

from dataclasses import dataclass
from typing import Final

PAGE_ROWS: Final = 20
BULK_ROWS: Final = 1_000


@dataclass(frozen=True)
class Operation:
    """One operation; `call` is what a child is told, `least` the fewest calls of a block."""

    name: str
    title: str
    call: str
    least: int = 3
    tasks: int = 1
    """Tasks of one event loop that call at once; more than one is for the asynchronous world."""
    writes: bool = False


OPERATIONS: Final = {
    operation.name: operation
    for operation in (
        Operation("row", "One row by its key", "row"),
        Operation("row-16", "One row by its key, 16 tasks on 8 connections", "row", 16, tasks=16),
        Operation("page", f"A page of {PAGE_ROWS} rows", "page"),
        Operation("feed", f"The three-way join: {PAGE_ROWS} posts, authors, toys", "feed"),
        Operation("bulk", f"{BULK_ROWS:,} rows written at once", "bulk", writes=True),
        Operation("change", "Read, change and write a row in a transaction", "change", writes=True),
    )
}

LAYERS: Final = "layers"
"""The layers beneath `row`, from the bare socket up: chosen like an operation."""

CHOICES: Final = (*OPERATIONS, LAYERS)
