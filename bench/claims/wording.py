"""Figures of claims as people read them."""

from math import inf

from bench.claims.claim import UNITS, Claim, Extent, Larger, Metric, MoreMs, Same, Times
from bench.claims.document import Judged, Tried
from bench.claims.verdict import Verdict
from bench.numbers import MISSING, figure


def claimed(extent: Extent) -> str:
    """Write what was claimed: `1.15 times`, `10 ms more`."""
    match extent:
        case Times(ratio):
            return f"{figure(ratio)} times"
        case MoreMs(ms):
            return f"{ms:g} ms more"
        case Same():
            return "the same"
        case Larger():
            return "larger"


def measured(tried: Tried) -> str:
    """Write what was measured: `1.31 times (1.28 to 1.34)`."""
    value = tried.difference_ms if tried.ratio is None else tried.ratio
    if value is None or tried.ci_low is None or tried.ci_high is None:
        return MISSING
    unit = " times" if tried.difference_ms is None else " ms more"
    return f"{figure(value)}{unit} ({figure(tried.ci_low)} to {figure(tried.ci_high)})"


def in_short(tried: Tried) -> str:
    """Write the same for a narrow column: `1.31 (1.28–1.34)`."""
    value = tried.difference_ms if tried.ratio is None else tried.ratio
    if value is None or tried.ci_low is None or tried.ci_high is None:
        return MISSING
    unit = "" if tried.difference_ms is None else " ms"
    return f"{figure(value)}{unit} ({figure(tried.ci_low)}–{figure(tried.ci_high)})"


def band(extent: Extent) -> str:
    """Write what the figure has to lie in: `1.08 to 1.31 times`, `1.10 times or more`."""
    asked = extent.band
    unit = "ms more" if isinstance(extent, MoreMs) else "times"
    if asked.high == inf:
        return f"{figure(asked.low)} {unit} or more"
    return f"{figure(asked.low)} to {figure(asked.high)} {unit}"


def side(cell: str, mean: float | None, metric: Metric) -> str:
    """Write one side of an experiment: its name and its mean."""
    return f"{cell}: {figure(mean)} {UNITS[metric][1]}" if mean is not None else cell


def origin(claim: Claim) -> str:
    """Write where a claim comes from."""
    place = f"[{claim.source}]({claim.url})" if claim.url else claim.source
    return f"{place}, {claim.year}" if claim.year else place


def tally(claims: tuple[Judged, ...]) -> str:
    """Count the verdicts: `3 hold, 5 hold only when …, 2 do not hold here, 1 is undecided`."""
    words: dict[Verdict, tuple[str, str]] = {
        "holds": ("holds", "hold"),
        "holds only when": ("holds under a condition", "hold under a condition"),
        "does not hold here": ("does not hold here", "do not hold here"),
        "undecided": ("is undecided", "are undecided"),
    }
    counted = {word: sum(one.verdict == word for one in claims) for word in words}
    said = [f"{n} {words[word][n > 1]}" for word, n in counted.items() if n]
    return f"Of {len(claims)} claims {', '.join(said)}."
