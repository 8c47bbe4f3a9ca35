"""Whether a row held, and if not, why: a sentence for each rule that is broken. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.chaos.document import Observation


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one fault allows on stacks that are served like this."""

    refusals: frozenset[int]
    loses: bool
    overload: bool
    answer_within_s: float
    """POOL_TIMEOUT and a margin: how long an answer may take where there is too much to do."""
    patience_s: float
    connections: int
    workers: int


def reasons(seen: Observation, limits: Limits) -> tuple[str, ...]:
    """Return why a row is broken; nothing when it held."""
    return (
        *books(seen),
        *answers(seen, limits),
        *recovery(seen, limits),
        *remains(seen, limits),
        *seen.complaints,
    )


def books(seen: Observation) -> Iterator[str]:
    """Yield what the database has otherwise than it was answered."""
    found = seen.balance
    if found.lost:
        yield f"{times(found.lost, 'acknowledged write')} not in the database"
    if found.doubled:
        yield f"{times(found.doubled, 'write')} in the database more than once"
    if found.halves:
        yield f"{times(found.halves, 'write')} in the database by half"
    if found.strangers:
        yield f"{times(found.strangers, 'row')} that no answer named"


def answers(seen: Observation, limits: Limits) -> Iterator[str]:
    """Yield which answers may not be given under this fault."""
    for status, number in seen.errors.items():
        if status == "none":
            if not limits.loses:
                yield f"{times(number, 'write')} without an answer ({seen.said.get(status, '')})"
        elif int(status) not in limits.refusals:
            yield f"{times(number, 'write')} answered with {status} ({seen.said.get(status, '')})"
    if seen.without_retry_after:
        yield f"{times(seen.without_retry_after, 'answer')} 503 without Retry-After"
    if limits.overload and seen.slowest_answer_s > limits.answer_within_s:
        yield (
            f"an answer took {seen.slowest_answer_s:.1f} s, "
            f"and POOL_TIMEOUT with its margin is {limits.answer_within_s:g} s"
        )


def recovery(seen: Observation, limits: Limits) -> Iterator[str]:
    """Yield whether it went on after the fault."""
    if seen.first_good_s is None:
        yield f"no good answer within {limits.patience_s:g} s after the fault"
    elif seen.clean_s is None:
        yield f"writes still failed {limits.patience_s:g} s after the fault"


def remains(seen: Observation, limits: Limits) -> Iterator[str]:
    """Yield what is left over that should not be, or missing."""
    if seen.usable_after < seen.usable_before:
        yield (
            f"{seen.usable_after} of {seen.usable_before} connections can be used: "
            "the others leaked, or a worker hangs"
        )
    if seen.connections > limits.connections:
        yield f"{seen.connections} connections are held, the budget is {limits.connections}"
    if seen.busy_at_rest:
        yield f"{times(seen.busy_at_rest, 'connection')} in a transaction or statement at rest"
    if seen.workers != limits.workers:
        yield f"{seen.workers} of {limits.workers} workers are there"
    if seen.silent:
        yield f"{times(seen.silent, 'request')} for /health without an answer"


def times(number: int, what: str) -> str:
    """Write a number and a noun: `1 write`, `3 writes`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
