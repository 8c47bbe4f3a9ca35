"""The plots as Vega-Lite specifications by Altair: data in, chart out.

Every plot has its figures in a table beside it.
"""

from bench.report.charts.attribution import shares
from bench.report.charts.curves import latency_load, percentiles, saturation
from bench.report.charts.stacks import cpu, cpu_parts, forest, throughput

__all__ = [
    "cpu",
    "cpu_parts",
    "forest",
    "latency_load",
    "percentiles",
    "saturation",
    "shares",
    "throughput",
]
