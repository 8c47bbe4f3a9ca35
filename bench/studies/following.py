"""Following a study: a progress bar, a file after each round, and what is kept by Ctrl-C."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

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
W = TypeVar("W")


class Watcher(Steps, Protocol):
    """Is told how a study goes on."""

    def round(self, what: str, share: float) -> None:
        """Hear which round begins; this share of the budget, 0 to 1, is spent."""

    def measured(self, trial: Trial) -> None:
        """Hear that a trial ended."""


@dataclass(frozen=True)
class Followed(Generic[D]):
    """The last document that a study yielded, its folder, and whether Ctrl-C ended it."""

    document: D
    folder: Path
    interrupted: bool

    def end(self, console: Console, kept: str, code: int = 0) -> None:
        """End the command with `code`; when it was interrupted say what was kept, with 130."""
        if self.interrupted:
            console.print(f"Interrupted: {kept}.")
        if self.interrupted or code:
            raise typer.Exit(130 if self.interrupted else code)


def followed(
    study: Callable[[W], Iterator[D]],
    parent: Path,
    name: str,
    console: Console,
    watcher: Callable[[Progress], W],
) -> Followed[D]:
    """Let a study run under a progress bar, and save each document it yields as `name`.

    Ctrl-C keeps what was yielded. A study that yields nothing leaves nothing.
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
            for document in study(watcher(progress)):
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
    return Followed(document, folder, interrupted)


def follow(
    study: Callable[[Watcher], Iterator[D]],
    parent: Path,
    name: str,
    console: Console,
    *,
    show: Callable[[D, Console], None],
    render: Callable[[D, Path], Path],
) -> None:
    """Follow a study of rounds, then show and render the last document."""
    found = followed(study, parent, name, console, ProgressWatcher)
    show(found.document, console)
    say_report(render(found.document, found.folder), console)
    found.end(console, "the rounds before that are in the report")


def say_report(page: Path, console: Console) -> None:
    """Say where the report is."""
    console.print(Text(f"\nReport: {page}"), soft_wrap=True)


class ProgressSteps:
    """Shows the steps of a study in a progress bar."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("Preparing", total=None)

    def step(self, what: str) -> None:
        """Show a step that has no measure."""
        self._progress.update(self._task, description=what)

    def advance(self, what: str, share: float) -> None:
        """Show what runs, and which share of all, 0 to 1, is done."""
        self._progress.update(self._task, description=what, total=1.0, completed=share)

    def say(self, what: Text) -> None:
        """Print a line above the bar."""
        self._progress.console.print(what)


class ProgressWatcher(ProgressSteps):
    """Shows a study's steps and rounds in a progress bar."""

    def round(self, what: str, share: float) -> None:
        """Show which round runs, and how far the budget is spent."""
        self.advance(what, share)

    def measured(self, trial: Trial) -> None:
        """Say at once when a trial does not count."""
        for reason in trial.reasons:
            which = f"round {trial.round}, {trial.stack}: {reason}"
            self.say(Text.assemble(("Thrown out: ", "yellow"), which))
