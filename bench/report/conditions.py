"""What must be said of the conditions of trials, whatever their figures are."""

from collections.abc import Iterable

from bench.latency.floor import FLOOR_MS, OWN_MS
from bench.metrics import SLOW, quick_request
from bench.results import Trial


def quick_alone(trials: Iterable[Trial]) -> tuple[str, ...]:
    """Say whose latencies are compared where some requests are slow on purpose."""
    names = dict.fromkeys(name for trial in trials if (name := quick_request(trial)))
    return tuple(
        f"Latencies are of `{name}` alone: `{SLOW}` is slow on purpose, and a percentile near its "
        "share would be quick or slow by chance."
        for name in names
    )


def below_floor(trials: Iterable[Trial]) -> tuple[str, ...]:
    """Say which database latencies are less than what the proxy can add."""
    asked = {trial.db_latency_ms for trial in trials if trial.db_latency_ms is not None}
    below = [f"{ms:g}" for ms in sorted(asked) if ms < FLOOR_MS]
    if not below:
        return ()
    listed = " and ".join([", ".join(below[:-1]), below[-1]] if len(below) > 1 else below)
    alike = " are one and the same condition" if len(below) > 1 else " is as near as it gets"
    return (
        f"Asked for less than {FLOOR_MS:g} ms, the proxy adds what it costs by itself, about "
        f"{OWN_MS:g} ms where that was measured: {listed} ms{alike}.",
    )
