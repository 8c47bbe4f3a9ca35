"""What was asked and what came back, and whether the database agrees. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

TOYS_EACH: Final = 3
"""Links that every write makes beside its row, in the same transaction."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One write and its answer, times in seconds of one clock.

    `status` is None when no answer came. `made_id` is the id that a 201 named; `retry_after` tells
    whether the answer had that header.
    """

    key: str
    began: float
    ended: float
    status: int | None
    made_id: int | None = None
    retry_after: bool = False
    said: str = ""

    @property
    def good(self) -> bool:
        """Whether the write was acknowledged."""
        return self.status == 201

    @property
    def took_s(self) -> float:
        """Seconds until the answer, or until none was to come."""
        return self.ended - self.began


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that the database has under a key, and how many links."""

    id: int
    links: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Writes against rows.

    The first three tell how they were answered, the last two which of those without a good answer
    are there all the same, whole. All others must be 0.
    """

    acknowledged: int = 0
    refused: int = 0
    unanswered: int = 0
    lost: int = 0
    """Acknowledged and not there."""
    doubled: int = 0
    """There more than once, acknowledged or not."""
    halves: int = 0
    """There without all of its links."""
    strangers: int = 0
    """There and never asked for, or under another id than the answer named."""
    refused_and_kept: int = 0
    unanswered_and_kept: int = 0


def balance(attempts: Iterable[Attempt], kept: Mapping[str, Sequence[Kept]]) -> Balance:
    """Compare what was answered with what is there."""
    found: Counter[str] = Counter()
    keys = set()
    for one in attempts:
        keys.add(one.key)
        rows = kept.get(one.key, ())
        found["doubled"] += len(rows) > 1
        found["halves"] += any(row.links != TOYS_EACH for row in rows)
        if one.good:
            found["acknowledged"] += 1
            found["lost"] += not rows
            found["strangers"] += bool(rows) and one.made_id not in {row.id for row in rows}
        else:
            outcome = "unanswered" if one.status is None else "refused"
            found[outcome] += 1
            found[f"{outcome}_and_kept"] += bool(rows)
    found["strangers"] += len(kept.keys() - keys)
    return Balance(**found)
