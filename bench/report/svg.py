"""From a chart to an SVG element that belongs in the page: themed, titled, without scripts."""

import re
from html import escape
from typing import Final

import altair as alt
import vl_convert

_THEME: Final = {
    "aria": False,  # one description for the whole figure; the table beside it has the figures
    "background": "transparent",
    "font": "sans-serif",
    "padding": 4,
    "view": {"stroke": None},
    "axis": {
        "domainColor": "var(--rule)",
        "gridColor": "var(--grid)",
        "tickColor": "var(--rule)",
        "labelColor": "var(--ink)",
        "titleColor": "var(--muted)",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titlePadding": 10,
        "labelPadding": 6,
        "labelLimit": 260,
        "labelOverlap": "greedy",
    },
    "axisY": {"domain": False, "ticks": False},
    "axisYQuantitative": {"titleAnchor": "end"},
    "legend": {
        "labelColor": "var(--ink)",
        "labelFontSize": 12,
        "labelLimit": 260,
        "orient": "bottom",
        "direction": "horizontal",
        "columns": 3,
        "columnPadding": 48,  # fonts of browsers are wider than the one measured with
        "rowPadding": 6,
        "symbolSize": 80,
    },
}


def svg(chart: alt.TopLevelMixin, *, title: str, description: str, name: str) -> str:
    """Render a chart as an SVG element; `name` makes its ids unique within the page."""
    specification = chart.to_dict() | {"config": _THEME}
    drawn: str = vl_convert.vegalite_to_svg(specification)
    named = (
        f'<svg role="img" aria-labelledby="{name}-title {name}-text" '
        f'viewBox="\\g<box>">'
        f'<title id="{name}-title">{_literal(title)}</title>'
        f'<desc id="{name}-text">{_literal(description)}</desc>'
    )
    return re.sub(
        r'^<svg[^>]*? viewBox="(?P<box>[^"]+)"[^>]*>',
        named,
        drawn,
        count=1,
    )


def _literal(text: str) -> str:
    return escape(text).replace("\\", r"\\")


def version() -> str:
    """Name what drew the plots."""
    return f"Altair {alt.__version__}"
