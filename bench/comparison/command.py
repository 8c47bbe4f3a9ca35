"""`bench run`: from what was asked to a configuration, a progress bar, and files."""

import random
import sys
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bench.comparison import output
from bench.comparison.config import WORKLOADS, RunConfig
from bench.comparison.run import run
from bench.comparison.schedule import Slot
from bench.cpu_plan import cpu_plan
from bench.dataset import Dataset
from bench.errors import UserError
from bench.report import print_terminal
from bench.results import Results, Trial
from bench.stacks import Capacity, Stack, get_stack
from bench.validity import too_few

TOO_FEW_VALID = 3


@dataclass(frozen=True, kw_only=True)
class Request:
    """What the command line said."""

    stacks: tuple[str, ...]
    workloads: tuple[str, ...]
    users: int
    think: str
    capacity: Capacity
    window_s: float
    warmup_s: float
    rounds: int | None
    precision: float
    budget_s: float
    seed: int | None
    scale: float
    database_url: str | None
    out: Path


def compare_stacks(request: Request, console: Console) -> None:
    """Run the comparison and say what came of it; exit 3 if too few trials were valid."""
    config = configuration(request)
    folder = output.new_folder(request.out)
    document, interrupted = None, False
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    ) as progress:
        try:
            for document in run(config, cpu_plan(), ProgressWatcher(progress)):
                output.save(document, folder)
        except KeyboardInterrupt:
            interrupted = True
        except BaseException:
            if document is None:
                folder.rmdir()
            raise
    if document is None:
        folder.rmdir()
        raise KeyboardInterrupt
    print_terminal(document, console)
    console.print(f"\nReport: {output.render(document, folder)}", soft_wrap=True)
    if interrupted:
        console.print("Interrupted: the rounds before that are in the report.")
        raise typer.Exit(130)
    raise typer.Exit(TOO_FEW_VALID if lacking(document) else 0)


def lacking(document: Results) -> bool:
    """Whether stacks lack the valid trials that a comparison needs."""
    asked = document.config["workload"]
    return bool(too_few(trial for trial in document.trials if trial.workload in asked))


def configuration(request: Request) -> RunConfig:
    """Check what was asked; raise `UserError` for what cannot be done."""
    Dataset(request.scale)
    for workload in request.workloads:
        if workload not in WORKLOADS:
            raise UserError(
                f"There is no workload named {workload!r}: there are {', '.join(WORKLOADS)}."
            )
    if not request.stacks or not request.workloads:
        raise UserError("Name at least one stack and one workload.")
    return RunConfig(
        stacks=tuple(numbered([get_stack(name) for name in request.stacks])),
        workloads=tuple(dict.fromkeys(request.workloads)),
        users=request.users,
        capacity=request.capacity,
        warmup_s=request.warmup_s,
        window_s=request.window_s,
        rounds=request.rounds,
        precision=request.precision,
        budget_s=request.budget_s,
        seed=random.randrange(2**31) if request.seed is None else request.seed,  # noqa: S311
        scale=request.scale,
        think_time_s=parse_think_time(request.think),
        database_url=request.database_url,
        command=" ".join(["bench", *hide_url(sys.argv[1:])]),
    )


def numbered(stacks: list[Stack]) -> list[Stack]:
    """Return the stacks; the second of a name is called `name#2`, and so on."""
    seen: Counter[str] = Counter()
    found = []
    for stack in stacks:
        seen[stack.name] += 1
        number = seen[stack.name]
        found.append(stack if number == 1 else replace(stack, name=f"{stack.name}#{number}"))
    return found


def parse_think_time(text: str) -> tuple[float, float]:
    """Return the least and the most think time in seconds, from `1` or `1-5`."""
    low, _, high = text.partition("-")
    try:
        times = float(low), float(high or low)
    except ValueError:
        times = (-1.0, -1.0)
    if not 0 <= times[0] <= times[1]:
        raise UserError(f"--think must be seconds such as 0.5, or a range such as 1-5: not {text}.")
    return times


def hide_url(arguments: list[str]) -> list[str]:
    """Return the command line without the database's URL, which may hold a password."""
    shown = list(arguments)
    for index, argument in enumerate(arguments):
        if argument == "--database-url" and index + 1 < len(shown):
            shown[index + 1] = "…"
        elif argument.startswith("--database-url="):
            shown[index] = "--database-url=…"
    return shown


class ProgressWatcher:
    """Shows a run's steps and trials in a progress bar."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("Preparing", total=None)

    def step(self, what: str) -> None:
        """Show a step that has no measure."""
        self._progress.update(self._task, description=what)

    def trial(self, slot: Slot, share: float) -> None:
        """Show which trial runs, and how far the rounds are."""
        what = f"Round {slot.round}: {slot.workload} on {slot.stack}"
        self._progress.update(self._task, description=what, total=1.0, completed=share)

    def measured(self, trial: Trial) -> None:
        """Say at once when a trial does not count."""
        for reason in trial.reasons:
            self._progress.console.print(
                f"[yellow]Thrown out:[/] round {trial.round}, {trial.workload} on "
                f"{trial.stack}: {reason}",
                highlight=False,
            )
