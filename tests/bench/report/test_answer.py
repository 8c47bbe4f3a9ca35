"""What the report says first, and what it warns of."""

import re
from dataclasses import replace

import pytest

from bench.report.sections import sections
from bench.report.sentences import cautions
from bench.report.sweeps import sweeps
from tests.bench import synthetic
from tests.bench.report.rendering import all_thrown_out, said


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
