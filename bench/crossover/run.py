"""`bench crossover`: a search with a progress bar, and what it leaves: answer, page, figures."""

from pathlib import Path

from rich.console import Console

from bench.cpu_plan import cpu_plan
from bench.crossover.config import Request, configuration
from bench.crossover.document import Crossovers
from bench.crossover.page import render_html
from bench.crossover.study import study
from bench.crossover.terminal import print_terminal
from bench.studies.following import follow


def find_crossover(request: Request, console: Console) -> None:
    """Search, and say what was found."""
    config = configuration(request)
    follow(
        lambda watcher: study(config, cpu_plan(), watcher),
        request.out,
        "crossover.json",
        console,
        show=print_terminal,
        render=render,
    )


def render(document: Crossovers, folder: Path) -> Path:
    """Write `crossover.html`, and return its path."""
    page = folder / "crossover.html"
    page.write_text(render_html(document), encoding="utf-8")
    return page
