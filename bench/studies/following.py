"""Following a study: a progress bar, a file after each round, and what is kept by Ctrl-C."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from bench.comparison.ground import Steps
from bench.comparison.output import new_folder
from bench.errors import Interrupted
from bench.results import Trial
from bench.studies.files import write

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

D = TypeVar("D", bound="DataclassInstance")


class Watcher(Steps, Protocol):
    """Is told how a study goes on."""

    def round(self, what: str, share: float) -> None:
        """Hear which round begins; this share of the budget, 0 to 1, is spent."""

    def measured(self, trial: Trial) -> None:
        """Hear that a trial ended."""


def follow(
    study: Callable[[Watcher], Iterator[D]],
    parent: Path,
    name: str,
    console: Console,
    *,
    show: Callable[[D, Console], None],
    render: Callable[[D, Path], Path],
) -> None:
    """Let a study run, save each document it yields as `name`, then show and render the last.

    Ctrl-C keeps what was yielded, and ends with 130. A study that yields nothing leaves nothing.
    """
    folder = new_folder(parent)
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
            for document in study(ProgressWatcher(progress)):
                write(document, folder / name)
        except Interrupted:
            interrupted = True
        except BaseException:
            if document is None:
                folder.rmdir()
            raise
    if document is None:
        folder.rmdir()
        raise Interrupted
    show(document, console)
    console.print(Text(f"\nReport: {render(document, folder)}"), soft_wrap=True)
    if interrupted:
        console.print("Interrupted: the rounds before that are in the report.")
        raise typer.Exit(130)


class ProgressWatcher:
    """Shows a study's steps and rounds in a progress bar."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("Preparing", total=None)

    def step(self, what: str) -> None:
        """Show a step that has no measure."""
        self._progress.update(self._task, description=what)

    def round(self, what: str, share: float) -> None:
        """Show which round runs, and how far the budget is spent."""
        self._progress.update(self._task, description=what, total=1.0, completed=share)

    def measured(self, trial: Trial) -> None:
        """Say at once when a trial does not count."""
        for reason in trial.reasons:
            said = Text.assemble(
                ("Thrown out: ", "yellow"), f"round {trial.round}, {trial.stack}: {reason}"
            )
            self._progress.console.print(said)
