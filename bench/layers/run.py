"""`bench layers`: a study with a progress bar, and what it leaves: tables, a page, the figures."""

from pathlib import Path

from rich.console import Console

from bench.cpu_plan import cpu_plan
from bench.layers.config import Request, configuration
from bench.layers.document import Layers
from bench.layers.page import render_html
from bench.layers.study import study
from bench.layers.terminal import print_terminal
from bench.studies.following import follow


def run_layers(request: Request, console: Console) -> None:
    """Run the study and say what came of it."""
    config = configuration(request)
    follow(
        lambda watcher: study(config, cpu_plan(), watcher),
        request.out,
        "layers.json",
        console,
        show=print_terminal,
        render=render,
    )


def render(document: Layers, folder: Path) -> Path:
    """Write `layers.html`, and return its path."""
    page = folder / "layers.html"
    page.write_text(render_html(document), encoding="utf-8")
    return page
