"""What the model says of conditions that it never saw, beside what was measured."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from bench.comparison.command import ProgressWatcher
from bench.comparison.config import FLOOR, Load
from bench.plan.demands import Demands
from bench.plan.document import Check
from bench.plan.loops import calm_rate
from bench.plan.measuring import BUSY, CALM, QUIET, Request, measured
from bench.plan.mva import means_of
from bench.plan.network import Closed, Open
from bench.plan.route import Fitted, Layout, here
from bench.plan.simulation import simulate
from bench.results import Results, Trial
from bench.stacks import Stack

FEW, MANY, ASKED = 4, 64, 16
SHARE = 0.6
LATENCY_MS = 2.0
REQUESTS = 20_000


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A load, and the round trip that a proxy adds to the database; None without a proxy."""

    load: Closed | Open
    latency_ms: float | None = None

    @property
    def name(self) -> str:
        """Return it for people."""
        if isinstance(self.load, Open):
            return f"{self.load.rate:,.0f} requests/s"
        users = f"{self.load.users} users"
        return users if self.latency_ms is None else f"{users}, {self.latency_ms:g} ms"

    @property
    def asked(self) -> Load:
        """The load as a run has it."""
        if isinstance(self.load, Open):
            return Load(rate=self.load.rate)
        return Load(users=self.load.users)

    def met_by(self, trial: Trial) -> bool:
        """Whether a trial ran under it."""
        load = self.load
        if trial.db_latency_ms != self.latency_ms or not trial.valid:
            return False
        return trial.rate == load.rate if isinstance(load, Open) else trial.users == load.users


def conditions(trials: Iterable[Trial]) -> list[Condition]:
    """Return the conditions that a stack's trials offer: none is part of the fit."""
    met = [trial for trial in trials if trial.workload != FLOOR]
    calm = calm_rate(met)
    rates = dict.fromkeys(trial.rate for trial in met if trial.rate and trial.rate != calm)
    loads: list[Closed | Open] = [Closed(FEW), Closed(MANY), *map(Open, rates)]
    near = [Condition(load=load) for load in loads]
    return [*near, Condition(load=Closed(ASKED), latency_ms=LATENCY_MS)]


def fitting(found: Results) -> Results:
    """Return the results without the trials that are to be predicted."""
    seen = {load.users for load in (BUSY, QUIET)}
    calm = {
        stack.name: calm_rate(t for t in found.trials if t.stack == stack.name)
        for stack in found.stacks
    }
    trials = (
        t
        for t in found.trials
        if t.db_latency_ms is None
        if (t.rate == calm[t.stack] if t.rate else t.users in seen)
    )
    return replace(found, trials=tuple(trials))


def measured_for_validation(
    request: Request, stacks: Sequence[Stack], watcher: ProgressWatcher
) -> Results:
    """Measure what the fit is made from and what it will be asked for in the same rounds.

    So both have the machine in the same mood. Only a database at a distance needs a run of its own.
    """
    unseen = (Load(users=FEW), Load(users=MANY), Load(share=SHARE))
    near = measured(request, stacks, (BUSY, QUIET, CALM, *unseen), watcher)
    far = measured(request, stacks, (Load(users=ASKED),), watcher, LATENCY_MS)
    return replace(near, trials=near.trials + far.trials)


def validated(
    models: Mapping[str, tuple[Demands, Fitted]], found: Results, watcher: ProgressWatcher
) -> Iterator[Check]:
    """Set what the model says of conditions that it never saw beside what was measured."""
    for name, (demands, fitted) in models.items():
        watcher.step(f"Predicting {name}")
        own = [trial for trial in found.trials if trial.stack == name]
        for condition in conditions(own):
            met = [trial for trial in own if condition.met_by(trial)]
            if met:
                check = prediction(demands, fitted, condition, proxy_s(met, demands))
                yield from compared(check, met)


def proxy_s(trials: Iterable[Trial], demands: Demands) -> float:
    """Return the CPU of the latency proxy a round trip: of the apparatus, and no part of a stack.

    It shares the CPUs of generator and database; without it, the line there would be too short.
    """
    used = [t.proxy_cpu_fraction / t.throughput_rps for t in trials if t.proxy_cpu_fraction]
    return median(used) / max(demands.round_trips, 1) if used else 0.0


def prediction(
    demands: Demands, fitted: Fitted, condition: Condition, proxy_s: float = 0.0
) -> Check:
    """Return what the model says, without a measured side."""
    latency_s = (condition.latency_ms or 0.0) / 1e3
    layout = Layout(demands.threads, demands.pool_size, latency_s, proxy_s)
    load = condition.load
    network = here(demands, fitted, layout, open_loop=isinstance(load, Open))
    outcome = simulate(network, load, REQUESTS)
    return Check(
        stack=demands.stack,
        condition=condition.name,
        predicted_rps=outcome.throughput_rps,
        measured_rps=0.0,
        predicted_p95_ms=outcome.p95_s * 1e3,
        measured_p95_ms=0.0,
        bound_rps=means_of(network, load.users).throughput_rps
        if isinstance(load, Closed)
        else None,
    )


def compared(check: Check, trials: Sequence[Trial]) -> Iterator[Check]:
    """Yield the check with its measured side, the median of valid trials; nothing without any.

    The median, for a stall of the machine in one trial of five is no property of the stack.
    """
    latencies = [trial.latency_ms.p95 for trial in trials if trial.latency_ms]
    if latencies:
        yield replace(
            check,
            measured_rps=median(trial.throughput_rps for trial in trials),
            measured_p95_ms=median(latencies),
            trials=len(trials),
        )
