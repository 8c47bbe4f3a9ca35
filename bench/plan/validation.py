"""What the model says of conditions that it never saw, before they are measured."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from bench.comparison.command import ProgressWatcher
from bench.comparison.config import Load
from bench.plan.demands import Demands
from bench.plan.document import Check
from bench.plan.measuring import Request, measured
from bench.plan.mva import means_of
from bench.plan.network import Closed, Open
from bench.plan.route import Fitted, Layout, here
from bench.plan.simulation import simulate
from bench.results import Results, Trial
from bench.stacks import get_stack

FEW, MANY, ASKED = 4, 64, 16
SHARE = 0.6
LATENCY_MS = 2.0
REQUESTS = 20_000


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A load at a distance from the database."""

    load: Closed | Open
    latency_ms: float = 0.0

    @property
    def name(self) -> str:
        """Return it for people."""
        if isinstance(self.load, Open):
            return f"{self.load.rate:,.0f} requests/s"
        users = f"{self.load.users} users"
        return f"{users}, {self.latency_ms:g} ms" if self.latency_ms else users

    @property
    def asked(self) -> Load:
        """The load as a run has it."""
        if isinstance(self.load, Open):
            return Load(rate=self.load.rate)
        return Load(users=self.load.users)

    def met_by(self, trial: Trial) -> bool:
        """Whether a trial ran under it."""
        load = self.load
        if (trial.db_latency_ms or 0.0) != self.latency_ms or not trial.valid:
            return False
        return trial.rate == load.rate if isinstance(load, Open) else trial.users == load.users


def conditions(demands: Demands) -> list[Condition]:
    """Return the conditions of a validation: none was part of the fit."""
    rate = float(round(SHARE * demands.busy.throughput_rps))
    return [
        Condition(load=Closed(FEW)),
        Condition(load=Closed(MANY)),
        Condition(load=Open(rate)),
        Condition(load=Closed(ASKED), latency_ms=LATENCY_MS),
    ]


def validated(
    models: Mapping[str, tuple[Demands, Fitted]], request: Request, watcher: ProgressWatcher
) -> Iterator[Check]:
    """Predict every condition, then measure it, stack by stack."""
    for name, (demands, fitted) in models.items():
        asked = conditions(demands)
        watcher.step(f"Predicting {name}")
        predicted = [prediction(demands, fitted, condition) for condition in asked]
        trials = trials_of(name, asked, request, watcher)
        for condition, check in zip(asked, predicted, strict=True):
            met = [trial for trial in trials if condition.met_by(trial)]
            yield from compared(check, met)


def prediction(demands: Demands, fitted: Fitted, condition: Condition) -> Check:
    """Return what the model says, without a measured side."""
    layout = Layout(demands.threads, demands.pool_size, condition.latency_ms / 1e3)
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


def trials_of(
    name: str, asked: Sequence[Condition], request: Request, watcher: ProgressWatcher
) -> list[Trial]:
    """Measure the conditions, those at one distance from the database in one run."""
    found: list[Trial] = []
    for latency_ms in dict.fromkeys(condition.latency_ms for condition in asked):
        loads = [one.asked for one in asked if one.latency_ms == latency_ms]
        results: Results = measured(request, [get_stack(name)], loads, watcher, latency_ms or None)
        found += [trial for trial in results.trials if trial.workload == request.workload]
    return found


def compared(check: Check, trials: Sequence[Trial]) -> Iterator[Check]:
    """Yield the check with its measured side, the mean of valid trials; nothing without any."""
    latencies = [trial.latency_ms.p95 for trial in trials if trial.latency_ms]
    if latencies:
        yield replace(
            check,
            measured_rps=fmean(trial.throughput_rps for trial in trials),
            measured_p95_ms=fmean(latencies),
            trials=len(trials),
        )
