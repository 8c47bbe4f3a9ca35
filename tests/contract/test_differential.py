"""The same requests from the same state: every stack answers the same, byte for byte."""

from collections.abc import Callable
from functools import cache

import pytest

from bench.contract.difference import Outcome, differences, masked, outcomes
from bench.contract.sequence import Call, request_sequence
from bench.contract.table import OPERATIONS
from bench.servers import Server
from bench.stacks import STACKS

SEED = 1992
CALLS = [Call("GET", "/openapi.json"), *request_sequence(SEED, 600)]
REFERENCE, *OTHERS = STACKS

Answers = Callable[[str], list[Outcome]]


@pytest.fixture(scope="module")
def answers(new_database: Callable[[], str]) -> Answers:
    @cache
    def answers_of(stack: str) -> list[Outcome]:
        with Server(STACKS[stack], database_url=new_database()) as server:
            return outcomes(server.url, CALLS)

    return answers_of


@pytest.mark.parametrize("stack", OTHERS)
def test_stack_answers_every_request_like_the_first_one(stack: str, answers: Answers):
    found = differences(CALLS, answers(REFERENCE), answers(stack))
    assert not found, "\n".join([f"{len(found)} calls differ", *found])


@pytest.mark.parametrize("status", [200, 201, 204, 400, 404, 405, 409, 413, 415, 422])
def test_requests_meet_the_status(status: int, answers: Answers):
    assert status in {outcome.status for outcome in answers(REFERENCE)}


def test_every_request_gets_an_answer_that_is_no_server_error(answers: Answers):
    answered = zip(CALLS, answers(REFERENCE), strict=True)
    assert [call for call, outcome in answered if not 200 <= outcome.status < 500] == []


def test_every_operation_is_called():
    called = {(call.method, call.path.partition("?")[0].split("/")[1]) for call in CALLS}
    assert called >= {(method, path.split("/")[1]) for method, path in OPERATIONS}


def test_a_seed_always_gives_the_same_requests():
    assert request_sequence(7, 50) == request_sequence(7, 50)


def test_another_seed_gives_other_requests():
    assert request_sequence(7, 50) != request_sequence(8, 50)


def test_times_that_differ_in_digits_only_look_the_same():
    assert masked(b'"2026-01-02T03:04:05.000001Z"') == masked(b'"2025-11-12T13:14:15.999999Z"')


@pytest.mark.parametrize("other", [b"2026-01-02T03:04:05Z", b"2026-01-02T03:04:05.000001+00:00"])
def test_times_that_differ_in_form_stay_different(other: bytes):
    assert masked(b'"2026-01-02T03:04:05.000001Z"') != masked(b'"%s"' % other)
