"""The page: one file, its plots, and what it marks."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from bench.report import render_html
from bench.results import dumps, loads
from tests.bench import synthetic


def test_the_page_is_a_pure_function_of_the_document(run, page):
    assert render_html(loads(dumps(run))) == page


def test_the_page_is_well_below_five_megabytes(page):
    assert len(page.encode()) < 1_000_000


def test_the_page_refers_to_nothing_outside_itself(page):
    references = re.findall(r"""(?:src|href)=["']([^"']*)|url\(([^)]*)\)|@import""", page)
    outside = [found for pair in references for found in pair if found and found[0] != "#"]
    assert [found for found in outside if found != "data:,"] == []


@pytest.mark.parametrize("plot", ["throughput", "ratio", "latency", "cpu", "saturation", "load"])
def test_each_plot_is_there_and_has_a_table_beside_it(page, plot):
    found = re.search(rf'<figure id="{plot}-read[^"]*">(.*?)</figure>', page, re.DOTALL)
    assert found is not None
    assert "<svg" in found[1]
    assert "<table>" in found[1]


def test_plots_are_well_formed_and_titled(page):
    for drawing in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        tree = ElementTree.fromstring(drawing)
        assert [child.tag.rpartition("}")[2] for child in tree][:2] == ["title", "desc"]


def test_plots_have_no_colour_of_their_own(page):
    drawings = "".join(re.findall(r"<svg.*?</svg>", page, re.DOTALL))
    painted = set(re.findall(r'(?:fill|stroke)="([^"]+)"', drawings))
    assert {paint for paint in painted if not paint.startswith("var(--")} <= {
        "none",
        "transparent",
    }


def test_the_colours_that_plots_name_are_defined(page):
    used = set(re.findall(r"var\((--[\w-]+)\)", page))
    assert used <= set(re.findall(r"(--[\w-]+):", page))


def test_ids_are_unique(page):
    found = re.findall(r'\bid="([^"]+)"', page)
    assert len(found) == len(set(found))


def test_names_from_outside_are_escaped():
    truth = synthetic.TRUTHS[0]
    evil = replace(truth, stack=replace(truth.stack, name="<script>alert(1)</script>"))
    page = render_html(synthetic.results(truths=(evil, *synthetic.TRUTHS[1:3])))
    assert "<script>alert" not in page


def test_a_thrown_out_trial_is_shown_with_its_reason(page):
    assert "1 of 204 trials were thrown out" in page
    assert "round 1: the load generator used 97 % of its core" in page


def test_a_warning_stands_in_every_table_that_names_the_stack(page):
    for table in re.findall(r"<table>.*?</table>", page, re.DOTALL):
        named = table.count("<code>fastapi-blocking-psycopg2</code>")
        assert table.count("⚠ wrong on purpose") == named


def test_synthetic_figures_say_what_they_are(page):
    assert "SYNTHETIC: simulated, not measured" in page


def test_the_page_promises_one_run_in_twenty_for_each_metric_not_for_a_table_of_them(page):
    assert "for each metric under each load at most one run in twenty" in page
    assert "one table in twenty" not in page
