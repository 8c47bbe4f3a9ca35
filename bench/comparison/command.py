"""`bench run`: a run with a progress bar, and what it leaves: a table, a verdict, files."""

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from bench.attribution.findings import with_attributions
from bench.comparison import output
from bench.comparison.request import Request, configuration
from bench.comparison.run import run
from bench.comparison.schedule import Slot
from bench.cpu_plan import cpu_plan
from bench.errors import Interrupted
from bench.report import print_terminal
from bench.results import Results, Trial
from bench.validity import too_few

TOO_FEW_VALID = 3


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
        except Interrupted:
            interrupted = True
        except BaseException:
            if document is None:
                folder.rmdir()
            raise
    if document is None:
        folder.rmdir()
        raise Interrupted
    document = with_attributions(document)
    output.save(document, folder)
    print_terminal(document, console)
    console.print(Text(f"\nReport: {output.render(document, folder)}"), soft_wrap=True)
    if interrupted:
        console.print("Interrupted: the rounds before that are in the report.")
        raise typer.Exit(130)
    raise typer.Exit(TOO_FEW_VALID if lacking(document) else 0)


def lacking(document: Results) -> bool:
    """Whether stacks lack the valid trials that a comparison needs."""
    asked = document.config["workload"]
    return bool(too_few(trial for trial in document.trials if trial.workload in asked))


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
            which = f"round {trial.round}, {trial.workload} on {trial.stack}"
            self._progress.console.print(
                Text.assemble(("Thrown out: ", "yellow"), f"{which}: {reason}")
            )
