"""`bench map`: a survey with a progress bar, and what it leaves: map, page, figures."""

from pathlib import Path

from rich.console import Console

from bench.cpu_plan import cpu_plan
from bench.map.config import Request, configuration
from bench.map.document import Map
from bench.map.page import render_html
from bench.map.study import study
from bench.map.terminal import print_terminal
from bench.studies.following import follow


def draw_map(request: Request, console: Console) -> None:
    """Survey, and show what was found."""
    config = configuration(request)
    follow(
        lambda watcher: study(config, cpu_plan(), watcher),
        request.out,
        "map.json",
        console,
        show=print_terminal,
        render=render,
    )


def render(document: Map, folder: Path) -> Path:
    """Write `map.html`, and return its path."""
    page = folder / "map.html"
    page.write_text(render_html(document), encoding="utf-8")
    return page
