"""What a study says in sentences; what stands between backticks is a name."""

from collections.abc import Iterator

from bench.chaos.document import Chaos, Row
from bench.chaos.judge import times
from bench.chaos.ledger import Balance


def lead(document: Chaos) -> str:
    """Say whether all rows held."""
    tried = [row for row in document.rows if row.verdict != "not tried"]
    stacks = len({row.stack for row in tried})
    if not tried:
        return "Nothing was tried."
    if not document.broken:
        return f"All {len(tried)} rows held, on {times(stacks, 'stack')}."
    return (
        f"{len(document.broken)} of {times(len(tried), 'row')} broken, on {times(stacks, 'stack')}."
    )


def more(document: Chaos) -> Iterator[str]:
    """Say what became of the writes, what broke, and what was not tried."""
    seen = [row.observation.balance for row in document.rows if row.observation]
    if seen:
        yield books(seen)
    for row in document.rows:
        if row.verdict != "held":
            yield reasons(row)


def books(seen: list[Balance]) -> str:
    """Say what the database has of all writes."""
    acknowledged = sum(one.acknowledged for one in seen)
    wrong = sum(one.lost + one.doubled + one.halves + one.strangers for one in seen)
    where = "exactly once and whole" if not wrong else f"but for {wrong}, exactly once and whole"
    refused = sum(one.refused for one in seen)
    unanswered = sum(one.unanswered for one in seen)
    return (
        f"{times(acknowledged, 'acknowledged write')} in the database {where}; "
        f"{times(refused, 'write')} refused, of which {sum(s.refused_and_kept for s in seen):,} "
        f"are there whole; {times(unanswered, 'write')} without an answer, of which "
        f"{sum(one.unanswered_and_kept for one in seen):,} are."
    )


def reasons(row: Row) -> str:
    """Say why a row did not hold."""
    return f"{row.verdict.capitalize()}: `{row.stack}`, {row.fault}: {'; '.join(row.reasons)}."
