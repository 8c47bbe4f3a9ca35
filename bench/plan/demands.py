"""What a request needs, as it was measured: from the trials of a `results.json`."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from bench import stacks
from bench.comparison.config import FLOOR
from bench.errors import UserError
from bench.plan.loops import Calm, Seen, calm_in, closed_loops, near, seen_in
from bench.results import Results, Stack

Holds = Literal["request", "database", "nothing"]
"""For how long a request occupies a thread: whole, only for the database's part, or never."""


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
    own = near(results, name, workload)
    loops = sorted(closed_loops(own).items())
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
        calm=calm_in(own, seen[busy].throughput_rps),
    )


def missing(results: Results, name: str, workload: str) -> str:
    """Return why there is no closed loop of a stack to make a plan from."""
    own = [one for one in results.trials if one.stack == name and one.workload == workload]
    direct = [trial for trial in own if trial.db_latency_ms is None]
    if own and not direct:
        return (
            f"Every trial of {name} under {workload!r} went through the latency proxy, which is no "
            "part of a stack at 0 ms either: measure it by bench run --users 16,1, without "
            "--db-latency."
        )
    reasons = [reason for trial in direct for reason in trial.reasons]
    if reasons:
        return (
            f"Every closed loop of {name} was thrown out, the first because {reasons[0]}: "
            "measure it again on a quieter machine."
        )
    return (
        f"The results have no closed loop of {name} under {workload!r} without a latency proxy: "
        "measure it by bench run --users 16,1."
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
