"""What is taken from a results document, and what is refused."""

from dataclasses import replace

import pytest

from bench.errors import UserError
from bench.plan.demands import demands_of, holds
from bench.results import Results, Trial
from bench.stacks import get_stack
from tests.bench.plan.known import results


@pytest.fixture(scope="module")
def document() -> Results:
    return results()


def changed(document: Results, **values: object) -> Results:
    """The document with these values in all trials but the floor's."""

    def other(trial: Trial) -> Trial:
        return trial if trial.workload == "health" else replace(trial, **values)  # type: ignore[arg-type]

    return replace(document, trials=tuple(map(other, document.trials)))


def test_the_cpu_of_app_and_database_a_request(document: Results) -> None:
    found = demands_of(document, "fastapi-asyncpg", "read")
    assert (found.app_s, found.database_s) == pytest.approx((400e-6, 50e-6), rel=0.1)


def test_the_floor_is_that_of_a_request_without_database(document: Results) -> None:
    found = demands_of(document, "fastapi-asyncpg", "read")
    assert found.floor_s == pytest.approx(83e-6, rel=0.1)


def test_the_most_and_the_fewest_users_are_taken(document: Results) -> None:
    found = demands_of(document, "flask-psycopg", "read")
    assert found.quiet is not None
    assert (found.busy.users, found.quiet.users) == (64, 1)


@pytest.mark.parametrize("latency_ms", [0.0, 5.0])
def test_trials_through_the_proxy_are_left_out(document: Results, latency_ms: float) -> None:
    far = [
        replace(t, db_latency_ms=latency_ms, users=128, throughput_rps=10 * t.throughput_rps)
        for t in document.trials
        if t.users == 64
    ]
    found = demands_of(replace(document, trials=(*document.trials, *far)), "flask-psycopg", "read")
    assert found.busy.users == 64


@pytest.mark.parametrize(
    ("stack", "kind"),
    [
        ("flask-psycopg", "request"),
        ("flask-psycopg-granian", "request"),
        ("flask-psycopg-gevent", "nothing"),
        ("fastapi-asyncpg", "nothing"),
        ("fastapi-threads-psycopg2", "database"),
    ],
)
def test_a_thread_is_held(stack: str, kind: str) -> None:
    assert holds(get_stack(stack)) == kind


def refusal(document: Results, stack: str = "flask-psycopg", workload: str = "read") -> str:
    with pytest.raises(UserError) as refused:
        demands_of(document, stack, workload)
    return str(refused.value)


def test_a_stack_that_blocks_is_refused(document: Results) -> None:
    assert "cannot be planned" in refusal(document, "fastapi-blocking-psycopg2")


def test_a_stack_that_is_not_ours_is_refused(document: Results) -> None:
    foreign = tuple(replace(stack, bridge=None) for stack in document.stacks)
    assert "cannot be planned" in refusal(replace(document, stacks=foreign))


def test_a_stack_that_was_not_measured_is_named_with_those_that_were(document: Results) -> None:
    assert "there are flask-psycopg, fastapi-asyncpg" in refusal(document, "fastapi-psycopg")


def test_a_workload_that_was_not_measured(document: Results) -> None:
    assert "no closed loop of flask-psycopg under 'feed'" in refusal(document, workload="feed")


def test_trials_that_were_all_thrown_out_say_why(document: Results) -> None:
    spoilt = changed(document, valid=False, reasons=("7 errors came back",))
    assert "was thrown out, the first because 7 errors came back" in refusal(spoilt)


@pytest.mark.parametrize("latency_ms", [0.0, 5.0])
def test_results_with_the_proxy_alone_say_so(document: Results, latency_ms: float) -> None:
    proxied = changed(document, db_latency_ms=latency_ms)
    assert "of flask-psycopg under 'read' went through the latency proxy" in refusal(proxied)


def test_what_was_thrown_out_behind_the_proxy_is_no_reason(document: Results) -> None:
    spoilt = changed(document, valid=False, reasons=("7 errors came back",), db_latency_ms=5.0)
    opened = [replace(t, users=None, rate=9.0) for t in document.trials if t.users == 64]
    both = replace(spoilt, trials=(*spoilt.trials, *opened))
    assert "no closed loop of flask-psycopg under 'read'" in refusal(both)


@pytest.mark.parametrize(
    "figure", ["app_cpu_us_per_request", "db_cpu_us_per_request", "statements_per_request"]
)
def test_a_database_that_could_not_be_metered(document: Results, figure: str) -> None:
    assert "The results do not tell" in refusal(changed(document, **{figure: None}))


def test_several_processes_are_refused(document: Results) -> None:
    assert "--workers 1" in refusal(replace(document, config={**document.config, "workers": 2}))
