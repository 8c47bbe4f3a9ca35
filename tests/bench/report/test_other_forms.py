"""Terminal, Markdown and CSV, and what every form can take."""

import csv
from dataclasses import replace
from io import StringIO

import pytest

from bench.report import markdown_table, render_html, trials_csv
from bench.results import Results
from tests.bench import synthetic
from tests.bench.report.rendering import all_thrown_out, terminal


def test_a_stack_that_was_not_contract_checked_is_marked():
    truth = synthetic.TRUTHS[0]
    own = replace(truth, stack=replace(truth.stack, name="mine", contract_verified=False))
    results = synthetic.results(truths=(own, *synthetic.TRUTHS[1:2]))
    for shown in (render_html(results), markdown_table(results), terminal(results)):
        assert "not contract-checked" in shown


@pytest.mark.parametrize("render", [render_html, markdown_table, terminal, trials_csv])
@pytest.mark.parametrize("results", [Results(), synthetic.results(rounds=1)])
def test_little_or_nothing_can_be_rendered(render, results):
    assert render(results)


def test_a_run_whose_trials_were_all_thrown_out_can_be_rendered(run):
    assert "✗ 204 of 204 trials" in render_html(all_thrown_out(run))


def test_trials_without_cpu_and_latency_can_be_rendered(run):
    bare = tuple(
        replace(t, latency_ms=None, app_cpu_us_per_request=None, db_cpu_us_per_request=None)
        for t in run.trials
    )
    assert "<svg" in render_html(replace(run, trials=bare, comparisons=()))


def test_the_terminal_keeps_to_its_width(run):
    assert max(len(line.rstrip()) for line in terminal(run).splitlines()) <= 80


def test_the_terminal_shows_every_name_in_one_piece_at_80_columns(run):
    rows = [line for line in terminal(run).splitlines() if "±" in line]
    shown = {word for row in rows for word in row.split()}
    assert {truth.stack.name for truth in synthetic.TRUTHS} <= shown


def test_the_terminal_tells_what_was_thrown_out(run):
    shown = " ".join(terminal(run).split())
    assert "1 of 204 trials were thrown out, such as: the load generator used 97 %" in shown


def test_markdown_tables_are_rectangular(run):
    rows = [line for line in markdown_table(run).splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in rows}) == 1


def test_csv_has_one_line_a_trial(run):
    rows = list(csv.DictReader(StringIO(trials_csv(run))))
    assert len(rows) == len(run.trials)


def test_csv_holds_the_figures_in_full(run):
    row = next(csv.DictReader(StringIO(trials_csv(run))))
    assert float(row["latency_p95_ms"]) == run.trials[0].latency_ms.p95


@pytest.mark.parametrize("render", [render_html, markdown_table, terminal])
def test_whose_latencies_are_compared_is_said_where_some_requests_are_slow_on_purpose(render):
    shown = render(synthetic.fairness({"flask-psycopg2": 12.0, "fastapi-asyncpg": 6.0}))
    assert "GET /slow?ms=200" in shown


@pytest.mark.parametrize("render", [render_html, markdown_table, terminal])
def test_nothing_is_said_of_slow_requests_where_there_are_none(render, run):
    assert "/slow" not in render(run)


@pytest.mark.parametrize("render", [render_html, markdown_table, terminal])
def test_a_latency_that_the_proxy_cannot_add_is_said_to_be_none(render):
    run = synthetic.results(rounds=3)
    near = tuple(replace(trial, db_latency_ms=0.1) for trial in run.trials)
    assert "Asked for less than 0.2 ms" in render(replace(run, trials=near, comparisons=()))
