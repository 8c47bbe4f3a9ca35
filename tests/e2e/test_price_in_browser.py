"""The page of a price in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.price.page import render_html
from tests.bench.price.worlds import document
from tests.e2e.browsing import kept_screenshot, opened


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("price") / "price.html"
    path.write_text(render_html(document()), encoding="utf-8")
    return path


@pytest.fixture
def page(browser, file) -> Iterator:
    with opened(browser, file) as page:
        yield page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_drawn_without_a_complaint_or_a_foreign_file(page, file, scheme):
    picture = kept_screenshot(page, "price", scheme)
    page.wait_for_load_state("networkidle")
    assert picture.startswith(b"\x89PNG")
    assert page.complaints == []
    assert [url for url in page.requested if not url.startswith("data:")] == [file.as_uri()]


def test_both_plots_have_marks_and_a_name(page):
    for name in ("sizes", "levels"):
        plot = page.locator(f"figure#{name} svg[role=img]")
        assert plot.locator(".role-mark path").count() > 0
        assert plot.locator("title").text_content()


@pytest.mark.parametrize("width", [360, 1200])
def test_the_page_never_scrolls_sideways(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
