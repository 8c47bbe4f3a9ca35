"""What stacks differ by: server, driver and style, told and drawn."""

import re
from dataclasses import replace

import pytest

from bench.report import markdown_table, render_html
from bench.report.attributions import attribution_grid
from bench.report.sections import sections
from tests.bench import synthetic
from tests.bench.report.rendering import terminal


@pytest.mark.parametrize("render", [render_html, markdown_table, terminal])
def test_what_stacks_differ_by_is_one_sentence(ladder, render):
    text = " ".join(re.sub(r"</?code>|`", "", render(ladder)).split())
    share = r"\d+\.\d % \(\d+\.\d to \d+\.\d\)"
    pattern = (
        rf"What 12 stacks differ by in app CPU a request: style {share}, driver {share}, "
        rf"server {share}, interplay and noise \d+\.\d %: raw takes 0\.45 times"
    )
    assert len(re.findall(pattern, text)) == 1


def test_the_attribution_has_a_plot_and_a_table(ladder):
    found = re.search(r'<figure id="attribution-read.*?</figure>', render_html(ladder), re.DOTALL)
    assert found is not None
    assert all(part in found[0] for part in ("<svg", "<table>", "share of the spread", "interplay"))


@pytest.mark.parametrize("effect", ["fastapi on uvicorn", "asyncpg", "core", "raw"])
def test_the_table_has_every_effect(ladder, effect):
    (section,) = (s for s in sections(ladder) if s.attributions)
    levels = [row[1].text for row in attribution_grid(section).rows]
    assert effect in levels


def test_results_without_attributions_are_attributed_when_they_are_rendered(ladder):
    assert render_html(replace(ladder, attributions=())) == render_html(ladder)


def test_the_default_stacks_are_not_attributed(page):
    assert "attribution-read" not in page


def test_who_is_left_out_is_said():
    wrong = synthetic.results(truths=(*synthetic.ladder(), synthetic.TRUTHS[5]))
    assert "too few trials: fastapi-blocking-psycopg2." in render_html(wrong)


def test_stacks_that_hardly_differ_are_said_to_be_so():
    twins = tuple(replace(t, app_cpu_us=100.0, capacity_rps=900.0) for t in synthetic.ladder())
    assert "stacks hardly differ" in markdown_table(synthetic.results(truths=twins))
