import json
from dataclasses import replace

import pytest

from bench import results as results_file
from bench.errors import UserError
from bench.results import Results, dumps, loads, read, write
from tests.bench import synthetic

TRIAL_KEYS = {
    "stack", "workload", "round", "valid", "reasons", "duration_s", "requests", "errors",
    "throughput_rps", "latency_ms", "app_cpu_us_per_request", "db_cpu_us_per_request",
    "generator_cpu_fraction", "peak_rss_mib", "connections", "statements_per_request",
}  # fmt: skip
COMPARISON_KEYS = {
    "workload", "metric", "stack_a", "stack_b", "ratio", "ci_low", "ci_high", "rounds", "verdict",
    "detectable",
}  # fmt: skip


@pytest.fixture(scope="module")
def run() -> Results:
    return synthetic.results(rounds=3, spoil=True)


def test_a_document_survives_writing_and_reading(run, tmp_path):
    write(run, tmp_path / "results.json")
    assert read(tmp_path / "results.json") == run


def test_a_folder_stands_for_the_results_in_it(run, tmp_path):
    write(run, tmp_path / "results.json")
    assert read(tmp_path) == run


def test_writing_leaves_no_other_file(run, tmp_path):
    write(run, tmp_path / "results.json")
    assert [path.name for path in tmp_path.iterdir()] == ["results.json"]


@pytest.mark.parametrize(
    ("part", "keys"),
    [
        ("trials", TRIAL_KEYS),
        ("comparisons", COMPARISON_KEYS),
        (
            "stacks",
            {"name", "framework", "server", "driver", "style", "warning", "contract_verified"},
        ),
    ],
)
def test_the_keys_of_the_contract_are_there(run, part, keys):
    assert keys <= json.loads(dumps(run))[part][0].keys()


def test_latency_has_the_keys_of_the_contract(run):
    latency = json.loads(dumps(run))["trials"][0]["latency_ms"]
    assert list(latency) == ["mean", "p50", "p90", "p95", "p99", "p999", "max"]


def test_a_key_of_a_later_minor_version_is_ignored(run):
    document = json.loads(dumps(run))
    document["trials"][0]["colour"] = "teal"
    assert loads(json.dumps(document)) == run


def test_a_figure_that_is_no_number_is_never_written(run):
    broken = replace(run, trials=(replace(run.trials[0], throughput_rps=float("nan")),))
    with pytest.raises(ValueError, match="JSON"):
        dumps(broken)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "is not JSON"),
        ("[]", "no schema_version"),
        ('{"schema_version": 99}', "schema_version 99"),
        ('{"schema_version": 1, "trials": [{}]}', "trials.0.stack"),
    ],
)
def test_a_text_that_is_no_results_document_is_refused_in_a_sentence(text, says):
    with pytest.raises(UserError, match=says):
        loads(text)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UserError, match="nowhere"):
        read(tmp_path / "nowhere")


def test_the_schema_version_is_written_first(run):
    assert next(iter(json.loads(dumps(run)).items())) == (
        "schema_version",
        results_file.SCHEMA_VERSION,
    )
