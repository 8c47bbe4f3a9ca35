"""The report in a real browser: Debian's Chromium, without a window, driven by Playwright."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.report import render_html
from tests.bench import synthetic
from tests.e2e.browsing import ARTIFACTS, opened


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    results = synthetic.results(health=True, sweep=True, spoil=True)
    path.write_text(render_html(results), encoding="utf-8")
    return path


@pytest.fixture
def page(browser, report) -> Iterator:
    with opened(browser, report) as page:
        yield page


def stacks(page) -> list[str]:
    return page.locator("#part-1 table").first.locator("tbody td.name code").all_inner_texts()


def heading(page, text: str):
    return page.locator("#part-1 table").first.get_by_role("button", name=text, exact=True)


def test_nothing_but_the_file_itself_is_requested(page, report):
    page.wait_for_load_state("networkidle")
    assert [url for url in page.requested if not url.startswith("data:")] == [report.as_uri()]


def test_the_console_stays_silent(page):
    page.wait_for_load_state("networkidle")
    assert page.complaints == []


def test_the_answer_comes_first(page):
    first = page.get_by_role("heading").first
    assert first.inner_text().startswith("On this machine fastapi-asyncpg serves")


def test_every_figure_has_a_drawn_plot(page):
    figures = page.locator("figure").all()
    assert len(figures) >= 6
    for figure in figures:
        assert figure.locator("svg .role-mark path, svg .role-mark line").count() > 0
        assert figure.locator("svg").bounding_box()["width"] > 300


def test_every_plot_has_a_name_for_screen_readers(page):
    plots = page.get_by_role("img", name=re.compile(r"\w+"))
    assert plots.count() == page.locator("figure svg").count()


def test_a_click_sorts(page):
    heading(page, "app CPU").click()
    assert stacks(page)[0] == "fastapi-asyncpg"


def test_a_second_click_turns_the_order(page):
    heading(page, "app CPU").click()
    heading(page, "app CPU").click()
    assert stacks(page)[0] == "fastapi-threads-psycopg2"


def test_names_sort_by_letter(page):
    heading(page, "stack").click()
    assert stacks(page) == sorted(stacks(page))


def test_the_keyboard_sorts(page):
    heading(page, "stack").focus()
    page.keyboard.press("Enter")
    assert stacks(page) == sorted(stacks(page))


def test_the_sorted_column_is_announced(page):
    heading(page, "stack").click()
    header = page.locator("#part-1 table").first.locator("th[aria-sort]")
    assert [header.count(), header.get_attribute("aria-sort")] == [1, "ascending"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_the_paper(page, scheme):
    page.emulate_media(color_scheme=scheme)
    contrast = page.evaluate(CONTRAST)
    assert {name: ratio for name, ratio in contrast.items() if ratio < 4.5} == {}


CONTRAST = """() => {
  const probe = document.body.appendChild(document.createElement('i'));
  const luminance = (name) => {
    probe.style.color = `var(${name})`;
    const rgb = getComputedStyle(probe).color.match(/[\\d.]+/g).slice(0, 3).map((c) => c / 255);
    const [r, g, b] = rgb.map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = luminance('--paper');
  const names = ['--ink', '--muted', '--accent', '--wrong', '--good', '--bad', '--caution'];
  return Object.fromEntries(names.map((name) => {
    const [dark, light] = [luminance(name), paper].sort((a, b) => a - b);
    return [name, (light + 0.05) / (dark + 0.05)];
  }));
}"""


def test_the_plots_follow_the_dark_scheme(page):
    label = page.locator("figure svg .role-axis-label text").first
    read = "element => getComputedStyle(element).fill"
    page.emulate_media(color_scheme="light")
    light = label.evaluate(read)
    page.emulate_media(color_scheme="dark")
    assert label.evaluate(read) != light


@pytest.mark.parametrize("width", [360, 1200])
def test_the_page_never_scrolls_sideways(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_folded_tables_are_unfolded_for_printing(page):
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0


@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [("light", "light", 1200), ("dark", "dark", 1200), ("narrow", "light", 390)],
)
def test_a_screenshot_is_kept(page, name, scheme, width):
    ARTIFACTS.mkdir(exist_ok=True)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    path = ARTIFACTS / f"report-{name}.png"
    page.screenshot(path=path, full_page=True)
    assert path.read_bytes().startswith(b"\x89PNG")
