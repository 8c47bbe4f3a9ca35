"""The tables of a price as data, the same ones on the page and in the terminal."""

from bench.numbers import MISSING, figure, percent
from bench.price.analysis import Answer
from bench.price.document import Need
from bench.price.sentences import interval
from bench.report.grids import Cell, Grid
from bench.results import Trial


def needs(answer: Answer) -> Grid:
    """Tabulate what each stack needs, and what a request under way costs it."""
    return Grid(
        caption=f"For {answer.rate:,g} requests/s at {answer.db_latency_ms:g} ms, P95 at most "
        f"{answer.p95_ms:g} ms",
        headings=(
            ("stack", ""),
            ("holds it", ""),
            ("processes", ""),
            ("threads", "in all"),
            ("connections", "in all"),
            ("memory", "peak MiB"),
            ("P95", "ms"),
            ("a request more", "95 % interval"),
        ),
        rows=tuple(_need_row(answer, one) for one in answer.needs.values()),
    )


def _need_row(answer: Answer, one: Need) -> tuple[Cell, ...]:
    cost = answer.costs.get(one.stack)
    state = {"held": "yes", "not held": "no", "unknown": "not known"}[one.state]
    limit = "; less may do" if one.stack in answer.untold else ""
    limit = ", so far" if one.stack in answer.unfinished else limit
    return (
        Cell(one.stack, one.stack, "name"),
        Cell(f"{state}{limit}", state),
        _number(one.workers),
        _number(one.threads),
        _number(one.connections),
        _number(one.peak_rss_mib),
        _number(one.p95_ms),
        Cell(
            f"{interval(cost)} a {cost.unit}" if cost else MISSING,
            cost.mib if cost else float("inf"),
        ),
    )


def sizes(answer: Answer) -> Grid:
    """Tabulate every trial of the search."""
    return Grid(
        caption="Every size that was tried",
        headings=(
            ("stack", ""),
            ("processes", ""),
            ("connections", "of a process"),
            ("memory", "peak MiB"),
            ("P95", "ms"),
            ("answered", "of arrivals"),
            ("held", ""),
        ),
        rows=tuple(
            (
                Cell(one.trial.stack, one.trial.stack, "name"),
                _number(one.workers),
                _number(one.connections),
                _number(one.trial.peak_rss_mib),
                _number(one.trial.latency_ms.p95 if one.trial.latency_ms else None),
                _answered(one.trial),
                _held(answer.held(one.trial)),
            )
            for one in answer.document.sizes
        ),
    )


def levels(answer: Answer) -> Grid:
    """Tabulate every trial that the cost of a request is read from."""
    return Grid(
        caption="Peak memory by requests under way",
        headings=(
            ("stack", ""),
            ("requests under way", ""),
            ("memory", "peak MiB"),
            ("counts", ""),
        ),
        rows=tuple(
            (
                Cell(one.trial.stack, one.trial.stack, "name"),
                _number(one.under_way),
                _number(one.trial.peak_rss_mib),
                Cell("yes" if one.trial.valid else "no", "a" if one.trial.valid else "b"),
            )
            for one in answer.document.levels
        ),
    )


def _number(value: float | None) -> Cell:
    text = f"{value:,}" if isinstance(value, int) else figure(value)
    return Cell(text, float("inf") if value is None else float(value))


def _answered(trial: Trial) -> Cell:
    share = trial.requests / trial.offered if trial.offered else None
    return Cell(MISSING if share is None else percent(share), share or 0.0)


def _held(said: bool | None) -> Cell:
    if said is None:
        return Cell("does not count", "c")
    return Cell("✓ yes", "a", "good") if said else Cell("✗ no", "b", "bad")
