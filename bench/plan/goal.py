"""What is asked of a plan, and on what."""

import math
from dataclasses import dataclass

from bench.errors import UserError

MOST_BUSY = 0.8
"""No CPU is planned to be busier: the rest is for peaks, and for a machine that fails."""

RESERVED = 3
"""`superuser_reserved_connections` of PostgreSQL, unless someone changed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A rate within a P95, so far from the database; and what a machine and a database have."""

    rate: float
    p95_ms: float
    db_latency_ms: float = 0.0
    cores_per_machine: int = 4
    database_cores: int = 4
    max_connections: int = 100

    @property
    def usable_connections(self) -> int:
        """The connections that one database gives to apps."""
        return max(1, self.max_connections - RESERVED)


def goal(
    rate: float | None,
    p95_ms: float | None,
    db_latency_ms: float,
    cores_per_machine: int,
    database_cores: int,
    max_connections: int,
) -> Goal:
    """Return what was asked; raise `UserError` for what makes no sense."""
    if rate is None or p95_ms is None:
        raise UserError("Say what to plan for, such as --rate 5000 --p95 50, or use --validate.")
    for name, value in (("--rate", rate), ("--p95", p95_ms)):
        if not 0 < value < math.inf:
            raise UserError(f"{name} must be a number above 0: not {value:g}.")
    if not 0 <= db_latency_ms < math.inf:
        raise UserError(f"--db-latency must be milliseconds, 0 or more: not {db_latency_ms:g}.")
    if max_connections <= RESERVED:
        raise UserError(
            f"--max-connections must be above {RESERVED}, which PostgreSQL keeps for itself."
        )
    return Goal(
        rate=rate,
        p95_ms=p95_ms,
        db_latency_ms=db_latency_ms,
        cores_per_machine=cores_per_machine,
        database_cores=database_cores,
        max_connections=max_connections,
    )
