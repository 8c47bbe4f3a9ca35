"""When a trial must not count, and the sentence that says why.

A benchmark that cannot fail proves nothing: every rule here throws out trials whose figures
would tell about the load generator, an error page or another table instead of the stack.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bench.analysis import by_condition
from bench.results import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a valid trial may show at most; fractions, so 0.1 is 10 %.

    On two cores the database shares one with the generator, which waits for it at most 5 % of the
    time, writes included; one foreign busy loop on that core makes it 27 %.
    """

    generator_cpu_fraction: float = 0.90
    generator_wait_fraction: float = 0.10
    littles_law_error: float = 0.10
    error_fraction: float = 0.0
    late_fraction: float = 0.05
    dropped_fraction: float = 0.0
    proxy_cpu_fraction: float = 0.90


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was seen of one trial; None where there was nothing to see.

    `littles_law_error` belongs to a closed loop without think time. `offered`, `late` and
    `dropped` belong to an open loop. `row_counts` gives (expected, found) for each table.
    """

    requests: int
    errors: int = 0
    error_examples: Sequence[str] = ()
    generator_cpu_fraction: float | None = None
    generator_wait_fraction: float | None = None
    littles_law_error: float | None = None
    connections: int | None = None
    connection_budget: int | None = None
    row_counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    offered: int | None = None
    late: int = 0
    dropped: int = 0
    proxy_cpu_fraction: float | None = None


def reasons(facts: Facts, limits: Limits | None = None) -> list[str]:
    """Return why the trial is thrown out, a sentence for each broken rule; empty when valid."""
    bounds = limits or Limits()
    return [
        *_answers(facts, bounds),
        *_generator(facts, bounds),
        *_connections(facts),
        *_dataset(facts),
        *_arrivals(facts, bounds),
        *_proxy(facts, bounds),
    ]


def _answers(facts: Facts, limits: Limits) -> Iterator[str]:
    answered = facts.requests + facts.errors
    if facts.errors > limits.error_fraction * answered:
        example = f", for example {facts.error_examples[0]}" if facts.error_examples else ""
        yield f"{facts.errors:,} errors came back in {answered:,} requests{example}"
    elif not facts.requests:
        yield "no request was answered in the measured window"


def _generator(facts: Facts, limits: Limits) -> Iterator[str]:
    busy, off = facts.generator_cpu_fraction, facts.littles_law_error
    if busy is not None and busy > limits.generator_cpu_fraction:
        yield (
            f"the load generator used {busy:.0%} of its core, over "
            f"{limits.generator_cpu_fraction:.0%}: it was the bottleneck"
        )
    waited = facts.generator_wait_fraction
    if waited is not None and waited > limits.generator_wait_fraction:
        yield (
            f"the load generator waited {waited:.0%} of the time for its core, over "
            f"{limits.generator_wait_fraction:.0%}: something else kept it from sending"
        )
    if off is not None and off > limits.littles_law_error:
        yield (
            f"Little's law is off by {off:.0%}, over {limits.littles_law_error:.0%}: throughput "
            "times latency is not the number of busy users"
        )


def _connections(facts: Facts) -> Iterator[str]:
    held, budget = facts.connections, facts.connection_budget
    if held is not None and budget is not None and held > budget:
        yield f"{held} database connections were held, over the budget of {budget}"


def _dataset(facts: Facts) -> Iterator[str]:
    for table, (expected, found) in facts.row_counts.items():
        if expected != found:
            yield f"the dataset is not as it was: {table} has {found:,} rows, not {expected:,}"


def _arrivals(facts: Facts, limits: Limits) -> Iterator[str]:
    if not facts.offered:
        return
    if facts.dropped > limits.dropped_fraction * facts.offered:
        yield f"{facts.dropped:,} of {facts.offered:,} arrivals were dropped: no room in flight"
    if facts.late > limits.late_fraction * facts.offered:
        yield (
            f"{facts.late:,} of {facts.offered:,} arrivals started late, over "
            f"{limits.late_fraction:.0%}: the load generator could not keep its schedule"
        )


def _proxy(facts: Facts, limits: Limits) -> Iterator[str]:
    busy = facts.proxy_cpu_fraction
    if busy is not None and busy > limits.proxy_cpu_fraction:
        yield (
            f"the latency proxy used {busy:.0%} of its core, over "
            f"{limits.proxy_cpu_fraction:.0%}: it added more than was asked"
        )


def too_few(trials: Iterable[Trial], least: int = 2) -> list[str]:
    """Return a sentence for each stack that has fewer than `least` valid trials somewhere."""
    return [
        f"{stack} has {valid} valid of {total} trials of {where.label}: at least {least} are "
        "needed to compare it"
        for where, group in by_condition(trials).items()
        for stack, valid, total in _tally(group)
        if valid < least
    ]


def _tally(trials: Sequence[Trial]) -> Iterator[tuple[str, int, int]]:
    for name in dict.fromkeys(trial.stack for trial in trials):
        own = [trial for trial in trials if trial.stack == name]
        yield name, sum(trial.valid for trial in own), len(own)
