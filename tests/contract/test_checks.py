"""Every check of the contract on every stack, as it is really served."""

import pytest

from bench.contract import CHECKS, Check, run_checks
from bench.errors import UserError
from bench.ports import free_port
from tests.contract.exercise import Findings


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.title)
def test_stack_keeps_the_contract(exercised: Findings, check: Check):
    result = exercised.results[check.title]
    assert result.ok, result.message


def test_without_the_setting_there_is_no_server_timing(exercised: Findings):
    assert "server-timing" not in exercised.headers


def test_checks_have_titles_of_their_own():
    titles = [check.title for check in CHECKS]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}", "127.0.0.1:{port}", "robots"])
def test_where_nothing_answers_a_sentence_says_so(url: str):
    with pytest.raises(UserError, match="start the service or correct the URL"):
        run_checks(url.format(port=free_port()))
