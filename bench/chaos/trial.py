"""One fault on one stack: load, fault, recovery, then everything is counted."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bench.chaos import probe
from bench.chaos.books import kept
from bench.chaos.document import Observation, Row
from bench.chaos.faults.fault import Fault, Notes, NotTried
from bench.chaos.field import Field
from bench.chaos.judge import Limits, reasons
from bench.chaos.ledger import Attempt, balance
from bench.chaos.load import now
from bench.chaos.writes import Writes

LOOK_EVERY_S: Final = 0.05


@dataclass(frozen=True)
class Recovery:
    """Seconds from a fault's end to the first good answer, and until all were good."""

    first_good_s: float | None
    clean_s: float | None


def trial(field: Field, fault: Fault, prefix: str, usable: int) -> Row:
    """Try a fault on a stack that could use so many connections before."""
    phases, notes, load = field.config.phases, Notes(), field.load
    load.writes = Writes(prefix, field.ground.dataset)
    load.resume()
    try:
        time.sleep(phases.before_s)
        with fault.during(field, notes):
            time.sleep(phases.fault_s)
        found = recovery(field, now())
    except NotTried as why:
        return Row(
            stack=field.stack.name, fault=fault.name, verdict="not tried", reasons=(str(why),)
        )
    finally:
        load.rest()
    seen = observed(field, found, notes, usable)
    broken = reasons(seen, limits(field, fault))
    return Row(
        stack=field.stack.name,
        fault=fault.name,
        verdict="broken" if broken else "held",
        reasons=broken,
        observation=seen,
    )


def recovery(field: Field, ended: float) -> Recovery:
    """Wait until writes that begin after a fault's end have been good for a while, or for ever."""
    phases = field.config.phases
    deadline = ended + phases.patience_s
    while True:
        found, since = recovered(field.load.since(ended), ended)
        if found.first_good_s is not None and since + phases.clean_s < now():
            return found
        if now() > deadline:
            return Recovery(found.first_good_s, None)
        time.sleep(LOOK_EVERY_S)


def recovered(after: Sequence[Attempt], ended: float) -> tuple[Recovery, float]:
    """Return what writes after a fault's end tell, and since when all of them are good."""
    good = [attempt.ended for attempt in after if attempt.good]
    bad = [attempt.ended for attempt in after if not attempt.good]
    last_bad = max(bad, default=ended)
    if not good or max(good) < last_bad:
        return Recovery(min(good) - ended if good else None, None), float("inf")
    return Recovery(min(good) - ended, last_bad - ended), max(min(good), last_bad)


def observed(field: Field, found: Recovery, notes: Notes, usable: int) -> Observation:
    """Count what there is once the load has come to rest."""
    attempts = list(field.load.writes.attempts)
    bad = [attempt for attempt in attempts if not attempt.good]
    held, busy = probe.left_open(field)
    workers = probe.workers_alive(field)
    silent = probe.silent(field)
    return Observation(
        errors=dict(Counter(outcome(attempt) for attempt in bad)),
        said={outcome(attempt): attempt.said for attempt in reversed(bad)},
        without_retry_after=sum(one.status == 503 and not one.retry_after for one in bad),
        slowest_answer_s=max((one.took_s for one in attempts), default=0.0),
        first_good_s=found.first_good_s,
        clean_s=found.clean_s,
        balance=balance(attempts, kept(field.postgres, field.load.writes.prefix)),
        usable_before=usable,
        usable_after=0 if found.first_good_s is None else probe.usable_connections(field),
        connections=held,
        busy_at_rest=busy,
        workers=workers,
        silent=silent,
        complaints=tuple(notes.complaints),
        figures=notes.figures,
    )


def outcome(attempt: Attempt) -> str:
    """Return a write's status as a word, `none` without an answer."""
    return "none" if attempt.status is None else str(attempt.status)


def limits(field: Field, fault: Fault) -> Limits:
    """Return what the fault allows here."""
    config = field.config
    return Limits(
        refusals=fault.refusals,
        loses=fault.loses,
        overload=fault.overload,
        answer_within_s=config.pool_timeout_s + config.margin_s,
        patience_s=config.phases.patience_s,
        connections=config.capacity.connections,
        workers=config.capacity.workers,
    )
