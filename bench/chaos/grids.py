"""The tables of a study as data: all rows at a glance, and each fault in full."""

from typing import Final

from bench.chaos.document import Chaos, NamedFault, Row
from bench.numbers import MISSING
from bench.report.grids import Cell, Grid, Tone

TONES: Final[dict[str, Tone]] = {"held": "good", "broken": "bad", "not tried": "plain"}
LAST: Final = 1e9
"""What sorts behind every figure."""


def glance(document: Chaos) -> Grid:
    """Tabulate stacks by faults: seconds to the first good answer, or that it broke."""
    return Grid(
        caption="Seconds from the end of the fault to the first good answer",
        headings=(("stack", ""), *((fault.column, "") for fault in document.faults)),
        rows=tuple(
            (
                Cell(stack.name, stack.name, "name"),
                *(short(document.row(stack.name, fault.name)) for fault in document.faults),
            )
            for stack in document.stacks
            if any(row.stack == stack.name for row in document.rows)
        ),
    )


def short(row: Row | None) -> Cell:
    """Show a row in one cell."""
    if row is None:
        return Cell("", LAST)
    if row.verdict == "not tried":
        return Cell(MISSING, LAST)
    first = row.observation.first_good_s if row.observation else None
    text = "✗" if row.verdict == "broken" or first is None else f"{first:.2f}"
    return Cell(text, LAST if first is None else first, TONES[row.verdict])


def in_full(document: Chaos, fault: NamedFault) -> Grid:
    """Tabulate what was seen of a fault on every stack."""
    return Grid(
        caption=f"{fault.name}: {fault.title}",
        headings=(
            ("stack", ""),
            ("verdict", ""),
            ("errors", "writes by status"),
            ("first good", "s"),
            ("all good", "s"),
            ("slowest", "s"),
            ("written", "acknowledged"),
            ("lost", ""),
            ("doubled", ""),
            ("halves", ""),
            ("kept", "of those without a good answer"),
            ("usable", "connections"),
            ("workers", ""),
            ("more", ""),
        ),
        rows=tuple(full_row(row) for row in document.rows if row.fault == fault.name),
    )


def full_row(row: Row) -> tuple[Cell, ...]:
    """Show all of a row."""
    verdict = Cell(row.verdict, row.verdict, TONES[row.verdict], "; ".join(row.reasons))
    name = Cell(row.stack, row.stack, "name")
    if not (seen := row.observation):
        return (name, verdict, *(Cell(MISSING, LAST) for _ in range(12)))
    found = seen.balance
    unacknowledged = found.refused_and_kept + found.unanswered_and_kept
    errors = " ".join(f"{status}: {number:,}" for status, number in sorted(seen.errors.items()))
    figures = " ".join(f"{name} {figure:.4g}" for name, figure in seen.figures.items())
    return (
        name,
        verdict,
        Cell(errors or "none", sum(seen.errors.values())),
        seconds(seen.first_good_s),
        seconds(seen.clean_s),
        seconds(seen.slowest_answer_s),
        Cell(f"{found.acknowledged:,}", found.acknowledged),
        must_be_none(found.lost),
        must_be_none(found.doubled),
        must_be_none(found.halves),
        Cell(f"{unacknowledged:,}", unacknowledged),
        Cell(f"{seen.usable_after} of {seen.usable_before}", seen.usable_after),
        Cell(str(seen.workers), seen.workers),
        Cell(figures or MISSING, figures),
    )


def seconds(figure: float | None) -> Cell:
    """Show a duration."""
    return Cell(MISSING, LAST, "bad") if figure is None else Cell(f"{figure:.2f}", figure)


def must_be_none(number: int) -> Cell:
    """Show a count that breaks the row unless it is 0."""
    return Cell(f"{number:,}", number, "bad" if number else "plain")
