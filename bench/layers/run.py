"""`bench layers`: a study with a progress bar, and what it leaves: tables, a page, the figures."""

from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from bench.comparison.output import new_folder
from bench.cpu_plan import cpu_plan
from bench.errors import Interrupted
from bench.layers.config import Request, configuration
from bench.layers.document import Layers, write
from bench.layers.page import render_html
from bench.layers.study import study
from bench.layers.terminal import print_terminal


def run_layers(request: Request, console: Console) -> None:
    """Run the study and say what came of it."""
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
            for document in study(config, cpu_plan(), ProgressWatcher(progress)):
                write(document, folder / "layers.json")
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


def render(document: Layers, folder: Path) -> Path:
    """Write `layers.html`, and return its path."""
    page = folder / "layers.html"
    page.write_text(render_html(document), encoding="utf-8")
    return page


class ProgressWatcher:
    """Shows a study's steps and rounds in a progress bar."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("Preparing", total=None)

    def step(self, what: str) -> None:
        """Show a step that has no measure."""
        self._progress.update(self._task, description=what)

    def round(self, number: int, groups: int, share: float) -> None:
        """Show which round runs, and how far the budget is spent."""
        what = f"Round {number}: {groups} groups are not precise enough yet"
        self._progress.update(self._task, description=what, total=1.0, completed=share)
