"""trials.csv: one line a trial, for a spreadsheet or a data frame."""

import csv
from dataclasses import fields
from io import StringIO
from typing import Final

from bench.results import Latency, Results, Trial

_APART: Final = {"reasons", "latency_ms", "latency_ms_by_request", "histogram"}
_PLAIN: Final = [field.name for field in fields(Trial) if field.name not in _APART]
_LATENCY: Final = [field.name for field in fields(Latency)]


def trials_csv(results: Results) -> str:
    """Render every trial; latencies become `latency_p95_ms` and so on, reasons one column."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*_PLAIN, *(f"latency_{name}_ms" for name in _LATENCY), "reasons"])
    writer.writerows(_line(trial) for trial in results.trials)
    return out.getvalue()


def _line(trial: Trial) -> list[object]:
    plain = [getattr(trial, name) for name in _PLAIN]
    latency = [getattr(trial.latency_ms, name, None) for name in _LATENCY]
    return [*plain, *latency, "; ".join(trial.reasons)]
