import csv
import re
from dataclasses import replace
from io import StringIO
from xml.etree import ElementTree

import pytest
from rich.console import Console

from bench.attribution.findings import with_attributions
from bench.report import markdown_table, print_terminal, render_html, trials_csv
from bench.report.attributions import attribution_grid
from bench.report.numbers import figure, percent
from bench.report.sections import main_sections, sections
from bench.report.sentences import answer, cautions
from bench.report.sweeps import sweeps
from bench.results import Results, dumps, loads
from tests.bench import synthetic


@pytest.fixture(scope="module")
def run() -> Results:
    return synthetic.results(health=True, sweep=True, spoil=True)


@pytest.fixture(scope="module")
def page(run) -> str:
    return render_html(run)


def said(results: Results):
    return answer(main_sections(sections(results))[0], results.config)


@pytest.fixture(scope="module")
def ladder() -> Results:
    return with_attributions(synthetic.results(truths=synthetic.ladder(), health=True))


def terminal(results: Results, width: int = 80) -> str:
    console = Console(file=StringIO(), width=width)
    print_terminal(results, console)
    return console.file.getvalue()


def test_the_lead_compares_the_best_with_the_best_of_another_framework(run):
    pattern = r"On this machine `fastapi-asyncpg` serves 1\.\d\d times \(1\.\d\d to 1\.\d\d\) "
    assert re.match(pattern + r"the reads of `flask-psycopg2`\.", said(run).lead)


def test_the_lead_quotes_the_comparison_as_it_is_in_the_results(run):
    found = next(
        c
        for c in run.comparisons
        if (c.stack_a, c.stack_b, c.users, c.metric, c.workload)
        == ("fastapi-asyncpg", "flask-psycopg2", 16, "throughput_rps", "read")
    )
    shown = f"{found.ratio:.2f} times ({found.ci_low:.2f} to {found.ci_high:.2f})"
    assert shown in said(run).lead


def test_a_baseline_that_was_asked_for_is_the_rival(run):
    asked = replace(run, config={**run.config, "baseline": "fastapi-psycopg"})
    assert said(asked).lead.endswith("of `fastapi-psycopg`.")


def test_stacks_that_are_not_told_apart_are_said_to_be_so(run):
    tied = [sentence for sentence in said(run).more if "no difference detected above" in sentence]
    assert any("`flask-psycopg` and `fastapi-psycopg`" in sentence for sentence in tied)


def test_a_stack_that_is_wrong_on_purpose_never_leads():
    fastest = replace(synthetic.TRUTHS[5], capacity_rps=9_000)
    results = synthetic.results(truths=(*synthetic.TRUTHS[:5], fastest))
    assert "`fastapi-asyncpg` serves" in said(results).lead


def test_no_difference_is_the_lead_when_none_is_there():
    twin = synthetic.TRUTHS[1]
    again = replace(twin, stack=replace(twin.stack, name="flask-psycopg#2"))
    lead = said(synthetic.results(truths=(twin, again))).lead
    assert lead.startswith("On this machine no difference is detected between")


def test_one_round_gives_no_verdict():
    assert "without an interval no verdict" in said(synthetic.results(rounds=1)).lead


def test_one_stack_alone_is_only_reported():
    results = synthetic.results(truths=synthetic.TRUTHS[:1])
    assert "alone was measured" in said(results).lead


def all_thrown_out(run: Results) -> Results:
    trials = tuple(replace(t, valid=False, reasons=("a test",)) for t in run.trials)
    return replace(run, trials=trials, comparisons=())


@pytest.mark.parametrize(
    ("think_time_s", "cautions_said"),
    [
        ([0.0, 0.0], []),
        (None, []),
        ([1, 5], ["Users think for 1 to 5 s between requests"]),
        (0.5, ["Users think for 0.5 s between requests"]),
    ],
)
def test_think_time_is_a_caution_where_there_is_any(think_time_s, cautions_said):
    found = cautions({"think_time_s": think_time_s})
    assert [caution.partition(",")[0] for caution in found] == cautions_said


def test_nothing_is_said_of_trials_that_were_all_thrown_out(run):
    assert said(all_thrown_out(run)).lead.endswith("nothing is said.")


def test_a_sweep_says_who_leads_at_which_load(run):
    closed = next(sweep for sweep in sweeps(sections(run)) if not sweep.open_loop)
    assert any("`fastapi-asyncpg` leads." in sentence for sentence in closed.sentences())


def test_the_knee_is_where_nine_tenths_of_the_best_throughput_is_reached():
    truth = synthetic.TRUTHS[0]
    results = synthetic.results(truths=(truth,), sweep=True, noise=0.0001)
    closed = next(sweep for sweep in sweeps(sections(results)) if not sweep.open_loop)
    # The simulated service gives users / (users + 1.5) of its capacity: 0.73 at 4, 0.91 at 16.
    assert closed.knees() == {truth.stack.name: 16}


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


def test_a_stack_that_was_not_contract_checked_is_marked():
    truth = synthetic.TRUTHS[0]
    own = replace(truth, stack=replace(truth.stack, name="mine", contract_verified=False))
    results = synthetic.results(truths=(own, *synthetic.TRUTHS[1:2]))
    for shown in (render_html(results), markdown_table(results), terminal(results)):
        assert "not contract-checked" in shown


def test_synthetic_figures_say_what_they_are(page):
    assert "SYNTHETIC: simulated, not measured" in page


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


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1850.4, "1,850"),
        (9.996, "10.0"),
        (12.34, "12.3"),
        (0.0412, "0.0412"),
        (0, "0"),
        (None, "–"),
    ],
)
def test_figures_have_three_significant_digits(value, shown):
    assert figure(value) == shown


@pytest.mark.parametrize(("share", "shown"), [(0.042, "4.2 %"), (0.17, "17 %")])
def test_percentages_are_short(share, shown):
    assert percent(share) == shown
