"""The page of a map in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.map.analysis import Answer
from bench.map.page import render_html
from tests.bench.map import drawn
from tests.bench.map.synthetic import slanted
from tests.e2e.browsing import kept_screenshot, opened

DOCUMENT = drawn.document(slanted, most=60, scatter=0.02)


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("map") / "map.html"
    path.write_text(render_html(DOCUMENT), encoding="utf-8")
    return path


@pytest.fixture
def page(browser, file) -> Iterator:
    with opened(browser, file) as page:
        yield page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_drawn_without_a_complaint_or_a_foreign_file(page, file, scheme):
    picture = kept_screenshot(page, "map", scheme)
    page.wait_for_load_state("networkidle")
    assert picture.startswith(b"\x89PNG")
    assert page.complaints == []
    assert [url for url in page.requested if not url.startswith("data:")] == [file.as_uri()]


def test_every_cell_says_what_it_is(page):
    said = page.locator("figure svg .role-mark text").all_text_contents()
    states = [one.state for one in DOCUMENT.cells]
    assert said.count("measured") == states.count("not measured")
    assert said.count("level") == 2 * states.count("level")  # a halo, and the word on it
    assert sum(text.endswith("×") for text in said) == states.count("lead")


def test_the_sentence_stands_under_the_picture(page):
    picture = page.locator("figure svg").bounding_box()
    sentence = page.locator("#cells strong")
    assert sentence.bounding_box()["y"] > picture["y"] + picture["height"]
    assert "from there on" in sentence.inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_leader_has_its_own_colour_in_both_schemes(page, scheme):
    page.emulate_media(color_scheme=scheme)
    read = "all => all.map((one) => getComputedStyle(one).fill)"
    marks = page.locator("figure svg .role-mark path")
    painted = set(marks.evaluate_all(read))
    assert len(painted - {"none"}) >= len(Answer(DOCUMENT).names)


@pytest.mark.parametrize("width", [360, 1200])
def test_the_page_never_scrolls_sideways(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
