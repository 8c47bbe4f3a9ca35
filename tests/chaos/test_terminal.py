"""The table of a study fits the terminal, and leaves nothing out."""

from io import StringIO

import pytest
from rich.console import Console

from bench.chaos.terminal import tables
from bench.report.grids import Cell, Grid

FAULTS = [f"f{number}" for number in range(12)]
STACKS = ["flask-psycopg2-core", "fastapi-threads-psycopg2"]


def grid() -> Grid:
    return Grid(
        caption="seconds",
        headings=(("stack", ""), *((fault, "") for fault in FAULTS)),
        rows=tuple(
            (Cell(stack, stack, "name"), *(Cell(f"{n:.2f}", n, "good") for n in range(12)))
            for stack in STACKS
        ),
    )


def shown(width: int) -> str:
    console = Console(file=StringIO(), width=width)
    for table in tables(grid(), width):
        console.print(table)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_every_fault_and_stack_is_there_whole(width: int) -> None:
    lines = shown(width).splitlines()
    headings = [word for line in lines if "stack" in line for word in line.split()[1:]]
    assert headings == FAULTS
    figures = [word for line in lines if STACKS[0] in line for word in line.split()[1:]]
    assert figures == [f"{number:.2f}" for number in range(12)]
    assert max(map(len, lines)) <= width


def test_a_wide_terminal_has_a_single_table() -> None:
    assert shown(160).count(STACKS[0]) == 1
