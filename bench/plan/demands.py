"""What a request needs, as it was measured: from the trials of a `results.json`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Literal

from bench import stacks
from bench.comparison.config import FLOOR
from bench.errors import UserError
from bench.results import Results, Stack, Trial

Holds = Literal["request", "database", "nothing"]
"""For how long a request occupies a thread: whole, only for the database's part, or never."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A closed loop as it was measured, the median of its valid trials; seconds."""

    users: int
    throughput_rps: float
    mean_s: float
    p95_s: float
    generator_s: float
    """CPU of the load generator a request."""


@dataclass(frozen=True, kw_only=True)
class Calm:
    """An open loop that leaves everybody idle most of the time, as it was measured; seconds."""

    rate: float
    app_s: float
    """CPU of the app a request."""
    others_s: float
    """CPU of generator and database a request."""
    p95_s: float


@dataclass(frozen=True, kw_only=True)
class Demands:
    """What a request of one workload needs of one stack; seconds of CPU.

    `app_s` includes `floor_s`, which the framework and the server need without any database.
    `busy` is the load under which they were measured, `quiet` a smaller one, if there was any, and
    `calm` an open loop far below them.
    """

    stack: str
    workload: str
    holds: Holds
    app_s: float
    floor_s: float
    database_s: float
    round_trips: int
    threads: int
    pool_size: int
    cpus_of_others: int
    busy: Seen
    quiet: Seen | None
    calm: Calm | None = None

    @property
    def between_s(self) -> float:
        """The generator's own time between an answer and the next request of the same user.

        By Little's law; of few users if there are any, for with many it is a small difference of
        large figures. Never more than the CPU that the generator used.
        """
        seen = self.quiet or self.busy
        between = seen.users / seen.throughput_rps - seen.mean_s
        return min(max(0.0, between), self.busy.generator_s)


def holds(stack: Stack | stacks.Stack) -> Holds:
    """Return for how long a request of the stack occupies a thread; or `UserError`."""
    if stack.bridge == "blocking":
        raise UserError(
            f"{stack.name} cannot be planned: it {stack.warning or 'blocks the event loop'}, "
            "and no number of processes puts that right."
        )
    if stack.bridge is None:
        raise UserError(
            f"{stack.name} cannot be planned: whether it waits in threads is known of this "
            "project's own stacks only."
        )
    if stack.bridge == "threads":
        return "database"
    return "request" if stack.framework == "flask" and stack.server != "gevent" else "nothing"


def demands_of(results: Results, name: str, workload: str) -> Demands:
    """Return what a stack's requests need; `UserError` when the results do not tell."""
    stack = next((one for one in results.stacks if one.name == name), None)
    if stack is None:
        known = ", ".join(one.name for one in results.stacks)
        raise UserError(f"The results have no stack named {name!r}: there are {known}.")
    kind = holds(stack)
    if results.config.get("workers", 1) != 1:
        raise UserError("A plan needs results of one process a stack: run them with --workers 1.")
    loops = sorted(closed_loops(results, name, workload), key=lambda loop: loop[0])
    if not loops:
        raise UserError(missing(results, name, workload))
    seen = [seen_in(users, trials) for users, trials in loops]
    busy = max(range(len(seen)), key=lambda place: seen[place].throughput_rps)
    trials = loops[busy][1]
    app_s = needed([trial.app_cpu_us_per_request for trial in trials], name, "app's CPU") / 1e6
    floors = [
        trial.app_cpu_us_per_request / 1e6
        for trial in results.trials
        if trial.stack == name and trial.workload == FLOOR and trial.app_cpu_us_per_request
    ]
    return Demands(
        stack=name,
        workload=workload,
        holds=kind,
        app_s=app_s,
        floor_s=min(fmean(floors), app_s) if floors else app_s / 2,
        database_s=needed([t.db_cpu_us_per_request for t in trials], name, "database's CPU") / 1e6,
        round_trips=round(needed([t.statements_per_request for t in trials], name, "statements")),
        threads=int(results.config.get("threads", 8)),
        pool_size=int(results.config.get("pool_size", 8)),
        cpus_of_others=len(results.environment.get("cpus_of_database_and_generator") or [0]),
        busy=seen[busy],
        quiet=seen[0] if busy > 0 else None,
        calm=calm_in(open_loops(results, name, workload)),
    )


def missing(results: Results, name: str, workload: str) -> str:
    """Return why there is no closed loop of a stack to make a plan from."""
    own = [one for one in results.trials if one.stack == name and one.workload == workload]
    reasons = [reason for trial in own for reason in trial.reasons]
    if reasons:
        return (
            f"Every closed loop of {name} was thrown out, the first because {reasons[0]}: "
            "measure it again on a quieter machine."
        )
    return (
        f"The results have no closed loop of {name} under {workload!r} without added latency: "
        "measure it by bench run --users 16,1."
    )


def closed_loops(
    results: Results, stack: str, workload: str
) -> Iterator[tuple[int, Sequence[Trial]]]:
    """Yield the valid trials of a stack by the number of users, those without added latency."""
    found: dict[int, list[Trial]] = {}
    for trial in results.trials:
        own = trial.stack == stack and trial.workload == workload and trial.valid
        if own and trial.users and trial.latency_ms and not trial.db_latency_ms:
            found.setdefault(trial.users, []).append(trial)
    yield from found.items()


def open_loops(results: Results, stack: str, workload: str) -> list[Trial]:
    """Return the valid trials of a stack in open loop, those without added latency."""
    return [
        trial
        for trial in results.trials
        if trial.stack == stack and trial.workload == workload and trial.valid
        if trial.rate and trial.latency_ms and not trial.db_latency_ms
    ]


def calm_rate(trials: Iterable[Trial]) -> float | None:
    """Return the lowest rate of an open loop, None without one."""
    return min((trial.rate for trial in trials if trial.rate), default=None)


def calm_in(trials: Sequence[Trial]) -> Calm | None:
    """Return the medians of the trials at the lowest rate, if they tell all CPU."""
    rate = calm_rate(trials)
    told = [
        (trial.app_cpu_us_per_request, trial.db_cpu_us_per_request or 0.0, trial)
        for trial in trials
        if trial.rate == rate and trial.app_cpu_us_per_request and trial.generator_cpu_fraction
    ]
    if rate is None or not told:
        return None
    return Calm(
        rate=rate,
        app_s=median(app_us for app_us, _, _ in told) / 1e6,
        others_s=median(
            database_us / 1e6 + (trial.generator_cpu_fraction or 0.0) / trial.throughput_rps
            for _, database_us, trial in told
        ),
        p95_s=median(trial.latency_ms.p95 for _, _, trial in told if trial.latency_ms) / 1e3,
    )


def seen_in(users: int, trials: Sequence[Trial]) -> Seen:
    """Return the medians of trials under one load."""
    latencies = [trial.latency_ms for trial in trials if trial.latency_ms]
    return Seen(
        users=users,
        throughput_rps=median(trial.throughput_rps for trial in trials),
        mean_s=median(latency.mean for latency in latencies) / 1e3,
        p95_s=median(latency.p95 for latency in latencies) / 1e3,
        generator_s=median(
            (trial.generator_cpu_fraction or 0.0) / trial.throughput_rps for trial in trials
        ),
    )


def needed(figures: Sequence[float | None], stack: str, what: str) -> float:
    """Return the mean of figures that must be there; else `UserError`."""
    there = [figure for figure in figures if figure is not None]
    if not there:
        raise UserError(
            f"The results do not tell the {what} a request of {stack}: measure on a database that "
            "runs on this machine, without --database-url."
        )
    return fmean(there)
