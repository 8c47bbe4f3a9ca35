"""`bench crossover`: a search with a progress bar, and what it leaves: answer, page, figures."""

from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from bench.comparison.output import new_folder
from bench.cpu_plan import cpu_plan
from bench.crossover.axes import Axis
from bench.crossover.config import Request, configuration
from bench.crossover.document import Crossovers, write
from bench.crossover.page import render_html
from bench.crossover.sentences import at
from bench.crossover.study import study
from bench.crossover.terminal import print_terminal
from bench.errors import Interrupted
from bench.results import Trial


def find_crossover(request: Request, console: Console) -> None:
    """Search, and say what was found."""
    config = configuration(request)
    folder = new_folder(request.out)
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
            for document in study(config, cpu_plan(), ProgressWatcher(progress, config.axis)):
                write(document, folder / "crossover.json")
        except Interrupted:
            interrupted = True
        except BaseException:
            if document is None:
                folder.rmdir()
            raise
    if document is None:
        folder.rmdir()
        raise Interrupted
    print_terminal(document, console)
    console.print(Text(f"\nReport: {render(document, folder)}"), soft_wrap=True)
    if interrupted:
        console.print("Interrupted: the rounds before that are in the report.")
        raise typer.Exit(130)


def render(document: Crossovers, folder: Path) -> Path:
    """Write `crossover.html`, and return its path."""
    page = folder / "crossover.html"
    page.write_text(render_html(document), encoding="utf-8")
    return page


class ProgressWatcher:
    """Shows a search's steps and rounds in a progress bar."""

    def __init__(self, progress: Progress, axis: Axis) -> None:
        self._progress = progress
        self._axis = axis
        self._task = progress.add_task("Preparing", total=None)

    def step(self, what: str) -> None:
        """Show a step that has no measure."""
        self._progress.update(self._task, description=what)

    def round(self, number: int, place: float, share: float) -> None:
        """Show which round runs, and how far the budget is spent."""
        what = f"Round {number}: at {at(self._axis, place)}"
        self._progress.update(self._task, description=what, total=1.0, completed=share)

    def measured(self, trial: Trial) -> None:
        """Say at once when a trial does not count."""
        for reason in trial.reasons:
            said = Text.assemble(
                ("Thrown out: ", "yellow"), f"round {trial.round}, {trial.stack}: {reason}"
            )
            self._progress.console.print(said)
