"""Every check of the contract on every stack, as it is really served."""

import httpx2
import pytest

from bench.contract import CHECKS, Check, run_check, run_checks
from bench.errors import UserError
from bench.ports import free_port


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.title)
def test_stack_keeps_the_contract(service: str, client: httpx2.Client, check: Check):
    result = run_check(check, client, service)
    assert result.ok, result.message


def test_checks_have_titles_of_their_own():
    titles = [check.title for check in CHECKS]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}", "127.0.0.1:{port}", "robots"])
def test_where_nothing_answers_a_sentence_says_so(url: str):
    with pytest.raises(UserError, match="start the service or correct the URL"):
        run_checks(url.format(port=free_port()))
