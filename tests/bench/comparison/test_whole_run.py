"""A real run: what it says, what it writes, and what it leaves behind."""

import json
import re
from typing import Any

import pytest

from bench import results
from bench.comparison.config import FLOOR
from tests.bench.comparison.console_script import Outcome

STACKS = {"flask-psycopg2", "fastapi-asyncpg"}
CONDITIONS = {(stack, workload) for stack in STACKS for workload in ("read", "mixed", FLOOR)}
DESIGNED = {
    "stacks": "name framework server driver style warning contract_verified",
    "trials": "stack workload round valid reasons duration_s requests errors throughput_rps "
    "latency_ms app_cpu_us_per_request db_cpu_us_per_request generator_cpu_fraction peak_rss_mib "
    "connections statements_per_request",
    "comparisons": "workload metric stack_a stack_b ratio ci_low ci_high rounds verdict detectable",
}


@pytest.fixture(scope="module")
def document(whole_run: Outcome) -> results.Results:
    return results.read(whole_run.folder)


@pytest.fixture(scope="module")
def raw(whole_run: Outcome) -> Any:
    return json.loads((whole_run.folder / "results.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def page(whole_run: Outcome) -> str:
    return (whole_run.folder / "report.html").read_text(encoding="utf-8")


def test_it_succeeds_without_a_complaint(whole_run: Outcome) -> None:
    assert (whole_run.code, whole_run.stderr) == (0, "")


def test_the_folder_holds_what_is_promised_and_nothing_else(whole_run: Outcome) -> None:
    assert {file.name for file in whole_run.folder.iterdir()} == {
        *("results.json", "trials.csv", "environment.json", "report.html", "report.md")
    }


@pytest.mark.parametrize(("part", "keys"), DESIGNED.items())
def test_the_results_have_the_keys_that_other_programs_read(raw: Any, part: str, keys: str) -> None:
    assert set(keys.split()) <= set.intersection(*map(set, raw[part]))


def test_latency_has_the_keys_that_other_programs_read(raw: Any) -> None:
    keys = {"mean", "p50", "p90", "p95", "p99", "p999", "max"}
    assert all(trial["latency_ms"].keys() >= keys for trial in raw["trials"])


@pytest.mark.parametrize(
    "key", ["workload", "users", "workers", "connections", "precision", "budget_s", "seed"]
)
def test_the_configuration_has_the_keys_that_other_programs_read(raw: Any, key: str) -> None:
    assert raw["config"][key]


def test_each_round_has_each_condition_once(document: results.Results) -> None:
    found = [(trial.round, trial.stack, trial.workload) for trial in document.trials]
    assert sorted(found) == sorted((number, *where) for number in (1, 2) for where in CONDITIONS)


@pytest.mark.parametrize(("workload", "statements"), [("read", 1.0), (FLOOR, 0.0)])
def test_statements_are_counted(
    document: results.Results, workload: str, statements: float
) -> None:
    counted = [t.statements_per_request for t in document.trials if t.workload == workload]
    assert counted == [statements] * 4


def test_a_mixed_request_is_more_than_one_statement(document: results.Results) -> None:
    mixed = [t.statements_per_request or 0 for t in document.trials if t.workload == "mixed"]
    assert min(mixed) > 1.5


def test_the_cpu_of_the_app_is_measured(document: results.Results) -> None:
    assert min(trial.app_cpu_us_per_request or 0 for trial in document.trials) > 10


def test_the_cpu_of_the_database_is_measured(document: results.Results) -> None:
    asked = [trial for trial in document.trials if trial.workload != FLOOR]
    assert min(trial.db_cpu_us_per_request or 0 for trial in asked) > 1


def test_memory_is_measured(document: results.Results) -> None:
    assert min(trial.peak_rss_mib or 0 for trial in document.trials) > 10


def test_what_the_others_leave_of_their_cpus_is_measured(document: results.Results) -> None:
    apart = bool(document.environment["cpus_of_app"])
    left = [trial.others_idle_fraction for trial in document.trials]
    assert all((0 <= idle <= 1) if idle is not None else not apart for idle in left)


def test_connections_are_counted_and_within_the_budget(document: results.Results) -> None:
    budget = document.config["connections"]
    assert all(0 < (trial.connections or 0) <= budget for trial in document.trials)


def test_the_contract_of_every_stack_was_checked(document: results.Results) -> None:
    assert {stack.name for stack in document.stacks if stack.contract_verified} == STACKS


def test_the_floor_is_in_no_comparison(document: results.Results) -> None:
    assert {found.workload for found in document.comparisons} == {"read", "mixed"}


def test_the_terminal_has_a_table_of_the_stacks(whole_run: Outcome) -> None:
    rows = [line for line in whole_run.stdout.splitlines() if re.match(r" *1(–2)? +\S+ +\d", line)]
    assert [name for row in rows for name in STACKS if name in row]
    assert "requests/s" in whole_run.stdout


def test_the_terminal_has_a_verdict_on_each_workload(whole_run: Outcome) -> None:
    assert whole_run.stdout.count("On this machine ") == 2


def test_the_terminal_says_where_the_report_is(whole_run: Outcome) -> None:
    assert f"Report: {whole_run.folder / 'report.html'}\n" in whole_run.stdout


def test_the_report_shows_every_stack(page: str) -> None:
    assert [name for name in STACKS if name not in page] == []


def test_the_report_loads_nothing(page: str) -> None:
    loads = r"""@import|url\(["']?(?!#|data:)|(?:src|href|srcset)=["'](?!#|data:)"""
    assert re.findall(loads, page) == []


def test_no_process_is_left(whole_run: Outcome) -> None:
    assert len(whole_run.seen) > 3
    assert whole_run.running == []


def test_no_temporary_file_is_left(whole_run: Outcome) -> None:
    assert list(whole_run.temporary.iterdir()) == []
