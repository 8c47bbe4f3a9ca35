"""`bench chaos`: a study with a progress bar, and what it leaves: table, page, figures."""

from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from bench.chaos.config import Config
from bench.chaos.document import Chaos, Row, write
from bench.chaos.page import render_html
from bench.chaos.study import study
from bench.chaos.terminal import print_terminal
from bench.comparison.output import new_folder
from bench.cpu_plan import cpu_plan
from bench.errors import Interrupted


def run_chaos(config: Config, out: Path, console: Console) -> None:
    """Try every fault on every stack, and say what broke; exit 1 if something did."""
    folder = new_folder(out)
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
                write(document, folder / "chaos.json")
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
        console.print("Interrupted: the rows before that are in the report.")
        raise typer.Exit(130)
    raise typer.Exit(1 if document.broken else 0)


def render(document: Chaos, folder: Path) -> Path:
    """Write `chaos.html`, and return its path."""
    page = folder / "chaos.html"
    page.write_text(render_html(document), encoding="utf-8")
    return page


class ProgressWatcher:
    """Shows a study's steps and faults in a progress bar."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("Preparing", total=None)

    def step(self, what: str) -> None:
        """Show a step that is no fault."""
        self._progress.update(self._task, description=what)

    def turn(self, stack: str, fault: str, share: float) -> None:
        """Show which fault it is."""
        what = f"{stack}: {fault}"
        self._progress.update(self._task, description=what, total=1.0, completed=share)

    def judged(self, row: Row) -> None:
        """Say at once when a row did not hold."""
        for reason in row.reasons:
            said = Text.assemble(
                (f"{row.verdict.capitalize()}: ", "red" if row.verdict == "broken" else "yellow"),
                f"{row.stack}, {row.fault}: {reason}",
            )
            self._progress.console.print(said)
