"""`bench price`: a study with a progress bar, and what it leaves: answer, page, figures."""

from pathlib import Path

from rich.console import Console

from bench.cpu_plan import cpu_plan
from bench.price.config import Request, configuration
from bench.price.document import Price
from bench.price.page import render_html
from bench.price.study import study
from bench.price.terminal import print_terminal
from bench.studies.following import follow


def find_price(request: Request, console: Console) -> None:
    """Find it, and say what was found."""
    config = configuration(request)
    follow(
        lambda watcher: study(config, cpu_plan(), watcher),
        request.out,
        "price.json",
        console,
        show=print_terminal,
        render=render,
    )


def render(document: Price, folder: Path) -> Path:
    """Write `price.html`, and return its path."""
    page = folder / "price.html"
    page.write_text(render_html(document), encoding="utf-8")
    return page
