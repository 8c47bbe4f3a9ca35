"""The page and the tables of a study, from its document alone."""

import re
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bench.errors import UserError
from bench.layers import document, grids
from bench.layers.analysis import difference, of, ratios
from bench.layers.document import Layers
from bench.layers.moods import leveled
from bench.layers.page import render_html
from bench.layers.terminal import print_terminal
from bench.studies.files import write
from tests.bench.layers import synthetic


@pytest.fixture(scope="module")
def found() -> Layers:
    return synthetic.study()


@pytest.fixture(scope="module")
def page(found: Layers) -> str:
    return render_html(found)


def terminal(found: Layers, width: int = 80) -> str:
    console = Console(file=StringIO(), width=width)
    print_terminal(found, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("name", ["chains", "operation-row", "operation-bulk"])
def test_a_figure_is_drawn_with_its_table(page: str, name: str) -> None:
    _, _, rest = page.partition(f'<figure id="{name}">')
    figure, _, _ = rest.partition("</figure>")
    assert "<svg" in figure
    assert "<table>" in figure


def test_the_plots_have_no_colour_of_their_own(page: str) -> None:
    drawn = "".join(re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL))
    painted = set(re.findall(r'(?:fill|stroke)="([^"]+)"', drawn))
    assert {c for c in painted if not c.startswith("var(")} <= {"none", "transparent"}


def test_nothing_is_loaded_from_elsewhere(page: str) -> None:
    assert re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', page) == []


def test_the_lead_names_the_dearest_chain_and_its_floor(page: str) -> None:
    (lead,) = re.findall(r'<h1 id="answer">(.*?)</h1>', page)
    assert re.match(r"One row by its key costs <code>psycopg \w+ orm</code> [34]\d\d µs", lead)


def test_the_bridge_is_told_in_figures(page: str) -> None:
    assert re.search(r"a greenlet that does nothing costs 2\.0\d µs|costs 1\.9\d µs", page)
    assert "Core adds to the asynchronous driver" in page


def test_a_difference_that_may_be_nothing_says_so() -> None:
    assert "inside its interval" in render_html(synthetic.study(rounds=4, spread=0.3))


def test_a_ratio_has_the_interval_of_its_pairs_as_they_were_measured() -> None:
    whole = synthetic.study()
    two = tuple(one for one in whole.contenders if one.place == "psycopg sync")[::2]
    names = [one.name for one in two]
    blocks = tuple(b for b in whole.blocks if b.group == "row" and b.subject in names)
    study = replace(whole, contenders=two, blocks=blocks)
    known = ratios(study, "row", "cpu_us")["psycopg sync orm"]
    page = render_html(study)
    assert f"{known.ratio:.2f} ({known.ci_low:.2f}–{known.ci_high:.2f})" in page


def test_a_piece_has_the_interval_of_its_pairs_without_the_moods() -> None:
    whole, group = synthetic.study(spread=0.1), "layers: psycopg sync"
    blocks = [b for b in whole.blocks if b.group == group and b.call in ("driver", "socket")]
    study = replace(whole, blocks=tuple(blocks))
    paired = leveled(study, widened=False)
    more, less = (of(paired.blocks, group, "psycopg sync", call) for call in ("driver", "socket"))
    assert grids.difference_cell(difference(more, less)).text in render_html(study)


def test_the_page_stands_without_layers(found: Layers) -> None:
    blocks = tuple(block for block in found.blocks if block.group in ("row", "bulk"))
    page = render_html(replace(found, blocks=blocks))
    assert 'id="operation-row"' in page
    assert 'id="chains"' not in page


def test_the_page_stands_without_operations(found: Layers) -> None:
    blocks = tuple(block for block in found.blocks if block.group not in ("row", "bulk"))
    page = render_html(replace(found, blocks=blocks))
    assert 'id="chains"' in page
    assert 'id="operations"' not in page


def test_the_terminal_shows_cpu_wall_time_and_the_ratio_to_raw(found: Layers) -> None:
    (line,) = re.findall(
        r"^ psycopg +orm +sync .*$", terminal(found).split("rows")[0], re.MULTILINE
    )
    assert re.search(r"[23]\d\d ±[\d.]+ % +[56]\.\d\d +[56]\d\d ±[\d.]+ % +[56]\.\d\d", line)


def test_the_terminal_takes_eighty_columns(found: Layers) -> None:
    assert max(map(len, terminal(found).splitlines())) <= 80


def test_it_is_read_as_it_was_written(found: Layers, tmp_path: Path) -> None:
    write(found, tmp_path / "layers.json")
    assert document.read(tmp_path) == found


@pytest.mark.parametrize("text", [None, "{", '{"blocks": 1}'])
def test_what_is_no_study_is_refused(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "layers.json").write_text(text)
    with pytest.raises(UserError, match=r"layers\.json"):
        document.read(tmp_path)
