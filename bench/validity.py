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

    Where the figures of CPUs come from: docs/decisions/validity.md.
    """

    generator_cpu_fraction: float = 0.90
    generator_busy_fraction: float = 0.90
    """Running, or ready to run and waiting for its CPU."""
    foreign_cpu_fraction: Mapping[str, float] = field(
        default_factory=lambda: {"app": 0.05, "generator": 0.10, "machine": 0.05}
    )
    littles_law_error: float = 0.10
    unended_fraction: float = 0.10
    """Time in flight that is in no latency: docs/decisions/validity.md."""
    error_fraction: float = 0.0
    late_fraction: float = 0.05
    dropped_fraction: float = 0.0
    proxy_cpu_fraction: float = 0.90


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was seen of one trial; None where there was nothing to see.

    `unended_fraction` belongs to a closed loop, `littles_law_error` to one without think time.
    `offered`, `late` and `dropped` are visits of an open loop. `row_counts` gives (expected, found)
    for each table, `foreign_cpu_fraction` what other programs had of the CPUs of `app`, `generator`
    or `machine`.
    """

    requests: int
    errors: int = 0
    error_examples: Sequence[str] = ()
    generator_cpu_fraction: float | None = None
    generator_wait_fraction: float | None = None
    littles_law_error: float | None = None
    unended_fraction: float | None = None
    connections: int | None = None
    connection_budget: int | None = None
    row_counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    offered: int | None = None
    late: int = 0
    dropped: int = 0
    proxy_cpu_fraction: float | None = None
    foreign_cpu_fraction: Mapping[str, float] = field(default_factory=dict)


def reasons(facts: Facts, limits: Limits | None = None) -> list[str]:
    """Return why the trial is thrown out, a sentence for each broken rule; empty when valid."""
    bounds = limits or Limits()
    return [
        *_answers(facts, bounds),
        *_generator(facts, bounds),
        *_unended(facts, bounds),
        *_connections(facts),
        *_dataset(facts),
        *_arrivals(facts, bounds),
        *_proxy(facts, bounds),
        *_foreign(facts, bounds),
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
    waited = facts.generator_wait_fraction or 0.0
    if busy is not None and busy > limits.generator_cpu_fraction:
        yield (
            f"the load generator used {percent(busy)} of its core, over "
            f"{percent(limits.generator_cpu_fraction)}: it was the bottleneck"
        )
    elif busy is not None and busy + waited > limits.generator_busy_fraction:
        yield (
            f"the load generator used {percent(busy)} of its core and waited for it "
            f"{percent(waited)} of the time, together over "
            f"{percent(limits.generator_busy_fraction)}: that core was the bottleneck"
        )
    if off is not None and off > limits.littles_law_error:
        yield (
            f"Little's law is off by {percent(off)}, over {percent(limits.littles_law_error)}: "
            "the mean number of requests in flight is not the number of busy users"
        )


def _unended(facts: Facts, limits: Limits) -> Iterator[str]:
    unended = facts.unended_fraction
    if unended is not None and unended > limits.unended_fraction:
        yield (
            f"the slowest requests did not end in the window: {percent(unended)} of the time in "
            f"flight is in no latency, over {percent(limits.unended_fraction)}"
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
            f"{percent(limits.late_fraction)}: the load generator could not keep its schedule"
        )


def _proxy(facts: Facts, limits: Limits) -> Iterator[str]:
    busy = facts.proxy_cpu_fraction
    if busy is not None and busy > limits.proxy_cpu_fraction:
        yield (
            f"the latency proxy used {percent(busy)} of its core, over "
            f"{percent(limits.proxy_cpu_fraction)}: it added more than was asked"
        )


def _foreign(facts: Facts, limits: Limits) -> Iterator[str]:
    whose = {"app": "the app's CPUs", "generator": "the load generator's CPUs"}
    for place, fraction in facts.foreign_cpu_fraction.items():
        most = limits.foreign_cpu_fraction[place]
        if fraction > most:
            yield (
                f"other programs used {percent(fraction)} of {whose.get(place, 'all CPUs')}, over "
                f"{percent(most)}: give the machine to the comparison alone"
            )


def percent(fraction: float) -> str:
    """Return a fraction for people, exact enough to be told from a limit that it is just over."""
    return f"{fraction * 100:.3g} %"


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
