"""The same requests from the same state: every stack answers the same, byte for byte."""

import pytest

from bench.contract.table import OPERATIONS
from bench.stacks import STACKS
from tests.contract.difference import Outcome, differences, masked
from tests.contract.exercise import CALLS, REFERENCE, Exercises, Findings
from tests.contract.sequence import request_sequence

OTHERS = [name for name in STACKS if name != REFERENCE]


@pytest.fixture
def reference(exercises: Exercises) -> list[Outcome]:
    """What the first stack answered."""
    return exercises.of(REFERENCE).outcomes


@pytest.fixture
def replayed(exercised: Findings) -> list[Outcome]:
    """What another stack answered."""
    return exercised.outcomes


@pytest.mark.parametrize("stack", OTHERS, indirect=True, scope="session")
def test_stack_answers_every_request_like_the_first_one(
    reference: list[Outcome], replayed: list[Outcome]
):
    found = differences(CALLS, reference, replayed)
    assert not found, "\n".join([f"{len(found)} calls differ", *found])


@pytest.mark.parametrize("status", [200, 201, 204, 400, 404, 405, 409, 413, 415, 422])
def test_requests_meet_the_status(status: int, reference: list[Outcome]):
    assert status in {outcome.status for outcome in reference}


def test_every_request_gets_an_answer_that_is_no_server_error(reference: list[Outcome]):
    answered = zip(CALLS, reference, strict=True)
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
