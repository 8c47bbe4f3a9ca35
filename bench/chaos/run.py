"""`bench chaos`: a study with a progress bar, and what it leaves: table, page, figures."""

from pathlib import Path

from rich.console import Console
from rich.text import Text

from bench.chaos.config import Config
from bench.chaos.document import Chaos, Row
from bench.chaos.page import render_html
from bench.chaos.study import study
from bench.chaos.terminal import print_terminal
from bench.cpu_plan import cpu_plan
from bench.studies.following import ProgressSteps, followed, say_report


def run_chaos(config: Config, out: Path, console: Console) -> None:
    """Try every fault on every stack, and say what broke; exit 1 if something did."""
    found = followed(
        lambda watcher: study(config, cpu_plan(), watcher),
        out,
        "chaos.json",
        console,
        ProgressWatcher,
    )
    print_terminal(found.document, console)
    say_report(render(found.document, found.folder), console)
    found.end(console, "the rows before that are in the report", 1 if found.document.broken else 0)


def render(document: Chaos, folder: Path) -> Path:
    """Write `chaos.html`, and return its path."""
    page = folder / "chaos.html"
    page.write_text(render_html(document), encoding="utf-8")
    return page


class ProgressWatcher(ProgressSteps):
    """Shows a study's steps and faults in a progress bar."""

    def turn(self, stack: str, fault: str, share: float) -> None:
        """Show which fault it is."""
        self.advance(f"{stack}: {fault}", share)

    def judged(self, row: Row) -> None:
        """Say at once when a row did not hold."""
        colour = "red" if row.verdict == "broken" else "yellow"
        for reason in row.reasons:
            what = f"{row.stack}, {row.fault}: {reason}"
            self.say(Text.assemble((f"{row.verdict.capitalize()}: ", colour), what))
