"""What a report says of the run itself: which trials count, what was asked, where it ran."""

from collections.abc import Iterable, Mapping

from bench.report.grids import Cell, Grid, name_cell
from bench.results import Stack, Trial


def validity(trials: Iterable[Trial], stacks: Mapping[str, Stack]) -> Grid:
    """Tabulate valid and thrown-out trials of each stack, with the reasons."""
    own: dict[tuple[str, str], list[Trial]] = {}
    for trial in trials:
        own.setdefault((trial.stack, trial.workload), []).append(trial)
    return Grid(
        caption="Trials that count, and trials that were thrown out",
        headings=(
            ("stack", ""),
            ("workload", ""),
            ("valid", "trials"),
            ("thrown out, and why", ""),
        ),
        rows=tuple(
            (
                name_cell(stacks[name]),
                Cell(workload, workload),
                _count_cell(group),
                _reasons_cell(group),
            )
            for (name, workload), group in own.items()
        ),
    )


def _count_cell(group: list[Trial]) -> Cell:
    valid = sum(trial.valid for trial in group)
    whole = valid == len(group)
    return Cell(
        f"{'✓' if whole else '✗'} {valid} of {len(group)}",
        valid / len(group),
        "good" if whole else "bad",
    )


def _reasons_cell(group: list[Trial]) -> Cell:
    lost = [trial for trial in group if not trial.valid]
    text = " · ".join(f"round {trial.round}: {'; '.join(trial.reasons)}" for trial in lost)
    return Cell(text or "none", text)


def flat(tree: object, prefix: str = "") -> list[tuple[str, str]]:
    """List a nested JSON object as (dotted key, text), for the environment's table."""
    if isinstance(tree, Mapping):
        return [
            pair
            for key, leaf in tree.items()
            for pair in flat(leaf, f"{prefix}.{key}" if prefix else str(key))
        ]
    if isinstance(tree, list | tuple):
        return [(prefix, ", ".join(str(item) for item in tree) or "none")]
    return [(prefix, "" if tree is None else str(tree))]
