"""The plot of what stacks differ by: shares of the spread, with intervals."""

from collections.abc import Sequence

import altair as alt

from bench.attribution.types import Attribution
from bench.metrics import METRICS
from bench.report.charts.marks import SERIES, WIDTH, values

PART_HEIGHT = 30
"""Height of one bar's band, in pixels."""


def shares(attributions: Sequence[Attribution]) -> alt.TopLevelMixin:
    """Plot each part's share in every metric, as a bar with its interval."""
    metrics = [METRICS[found.metric].label for found in attributions]
    parts = list(dict.fromkeys(share.part for found in attributions for share in found.shares))
    data = [
        {
            "part": share.part,
            "metric": METRICS[found.metric].label,
            "share": share.share * 100,
            "low": share.ci_low * 100,
            "high": share.ci_high * 100,
        }
        for found in attributions
        for share in found.shares
    ]
    y = alt.Y("part:N", title=None, sort=parts)
    offset = alt.YOffset("metric:N", sort=metrics)
    base = alt.Chart(values(data))
    bars = base.mark_bar(height={"band": 0.7}).encode(
        x=alt.X("share:Q", title="share of the spread (%)", axis=alt.Axis(tickCount=6)),
        y=y,
        yOffset=offset,
        color=alt.Color(
            "metric:N",
            title=None,
            scale=alt.Scale(domain=metrics, range=SERIES[: len(metrics)]),
        ),
    )
    spans = base.mark_rule(strokeWidth=2, color="var(--ink)").encode(
        x=alt.X("low:Q"),
        x2="high:Q",
        y=y,
        yOffset=alt.YOffset("metric:N", sort=metrics, bandPosition=0.5),
    )
    height = PART_HEIGHT * len(parts) * len(metrics)
    return alt.layer(bars, spans).properties(width=WIDTH, height=height)
