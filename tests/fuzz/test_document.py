"""Requests made out of the document, wrong ones and chains of links too: answers are as it says."""

import pytest

from tests.fuzz.meeting import Met
from tests.fuzz.options import CASES, replay

pytestmark = pytest.mark.timeout(0 if CASES > 1_000 else 300)


def test_enough_requests_are_sent(met: Met):
    assert met.report.broken == [], replay(met.stack)
    assert met.report.cases >= CASES


def test_every_answer_is_as_the_document_says(met: Met):
    found = met.report.findings.values()
    assert not found, "\n".join([replay(met.stack), *map(str, found)])


def test_links_are_followed(met: Met):
    assert met.report.phases["stateful"] > 0


def test_afterwards_it_serves_as_before(met: Met):
    assert met.troubles == [], replay(met.stack)
