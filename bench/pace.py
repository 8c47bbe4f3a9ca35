"""Whether a stack keeps pace with the arrivals of an open loop; pure.

Its latencies do not tell: those of a queue that grows begin small, and the longest wait of a short
window may be within any bound. How the bound was chosen: docs/decisions/price.md.
"""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, median
from typing import Final

from bench.results import Trial

DEVIATIONS: Final = 2.0
"""Standard deviations of the arrivals in a window that answers may lag behind them."""


def arrears(trial: Trial) -> float | None:
    """Return how many more visits a window had than answers, in visits; None for a closed loop.

    Latencies above the warm-up explain a part, which is taken off: what arrives is answered later
    than that, and the first answers come when the window has begun already. A visit sends its
    requests one after the other, so their answers are that much later on average.
    """
    if not trial.offered:
        return None
    each = trial.requests_per_visit or 1.0
    later_s = (each + 1) / 2 * (trial.latency_ms.mean / 1_000 if trial.latency_ms else 0.0)
    explained = trial.offered / trial.duration_s * max(0.0, later_s - (trial.warmup_s or 0.0))
    return trial.offered - (trial.requests + trial.errors) / each - explained


def falls_behind(trials: Sequence[Trial]) -> bool:
    """Whether the median arrears of a stack's trials are more than chance makes them."""
    known = [late for trial in trials if (late := arrears(trial)) is not None]
    if not known:
        return False
    scatter = sqrt(fmean(trial.offered for trial in trials if trial.offered) / len(known))
    return median(known) > DEVIATIONS * scatter
