"""What an attribution says: its sentence, and its table."""

from collections.abc import Iterator, Sequence
from math import log

from bench.attribution.types import Attributed, Attribution, LevelEffect, Part, Share
from bench.metrics import METRICS
from bench.numbers import MISSING, percent, span
from bench.report.grids import Cell, Grid
from bench.report.sections import Section

VERBS: dict[Attributed, str] = {"app_cpu_us_per_request": "takes", "throughput_rps": "has"}
HALF = 0.5


def attributed(attributions: Sequence[Attribution]) -> Iterator[str]:
    """Yield a sentence on the first attribution, which is that of the app CPU if there is one."""
    for found in attributions[:1]:
        label = METRICS[found.metric].label
        (noise,) = (share for share in found.shares if share.part == "noise")
        if noise.share > HALF:
            yield (
                f"In {label} these {len(found.stacks)} stacks hardly differ: {_percent(noise)} of "
                "its spread is noise."
            )
            continue
        known = [share for share in found.shares if share.part not in ("interplay", "noise")]
        factors = sorted(known, key=lambda share: -share.share)
        listed = ", ".join(f"{share.part} {_percent(share)}" for share in factors)
        rest = 1 - sum(share.share for share in known)
        yield (
            f"What {len(found.stacks)} stacks differ by in {label}: {listed}, interplay and "
            f"noise {percent(rest)}: {_strongest(found, factors[0].part)}."
        )


def _percent(share: Share) -> str:
    low, high = share.ci_low * 100, share.ci_high * 100
    return f"{share.share * 100:.1f} % ({low:.1f} to {high:.1f})"


def _strongest(found: Attribution, part: Part) -> str:
    """Say what the level that is furthest from its factor's reference does."""
    own = [effect for effect in found.effects if effect.factor == part]
    effect = max(own, key=lambda effect: abs(log(effect.ratio)))
    times = span(effect.ratio, effect.ci_low, effect.ci_high)
    return f"`{effect.level}` {VERBS[found.metric]} {times} that of `{effect.against}`"


def attribution_grid(section: Section) -> Grid:
    """Tabulate shares and effects: a column for each metric."""
    metrics = [found.metric for found in section.attributions]
    return Grid(
        caption=f"{section.where.label}: shares of the spread, and what each level does to it",
        headings=(
            ("factor", ""),
            ("level", ""),
            ("against", ""),
            *((METRICS[metric].label, "95 % interval") for metric in metrics),
        ),
        rows=tuple(_rows(section.attributions)),
    )


def _rows(attributions: Sequence[Attribution]) -> Iterator[tuple[Cell, ...]]:
    first = attributions[0]
    for share in first.shares:
        yield (
            _text(share.part),
            _text("share of the spread"),
            _text(""),
            *(_share_cell(found, share) for found in attributions),
        )
        for effect in first.effects:
            if effect.factor == share.part:
                yield (
                    _text(share.part),
                    _text(effect.level),
                    _text(effect.against),
                    *(_effect_cell(found, effect) for found in attributions),
                )


def _text(text: str) -> Cell:
    return Cell(text, text)


def _share_cell(found: Attribution, wanted: Share) -> Cell:
    for share in found.shares:
        if share.part == wanted.part:
            return Cell(_percent(share), share.share)
    return Cell(MISSING, 0.0)


def _effect_cell(found: Attribution, wanted: LevelEffect) -> Cell:
    for effect in found.effects:
        if (effect.factor, effect.level) == (wanted.factor, wanted.level):
            return Cell(span(effect.ratio, effect.ci_low, effect.ci_high), effect.ratio)
    return Cell(MISSING, 0.0)
