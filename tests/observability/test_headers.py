import re

import pytest

from shared.observability.headers import request_id, traceparent

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.mark.parametrize(
    "sent",
    ["a", "7b6f0d3c-96a5-4f0e-8d9a-0d2f8ad7a0c1", "Root=1-67891233:abc+def._", "x" * 128],
)
def test_an_id_is_taken_over(sent: str):
    assert request_id(sent) == sent


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "",
        "x" * 129,
        "a b",
        "a\n",
        "a\r\nSet-Cookie: x=1",
        "a\x1b[31m",
        "*/",
        "a'b",
        "ä",
        "a,b",
    ],
)
def test_what_is_no_id_is_replaced_by_one(sent: str | None):
    assert re.fullmatch("[0-9a-f]{32}", request_id(sent))


def test_two_new_ids_differ():
    assert request_id(None) != request_id(None)


def test_a_traceparent_is_taken_over():
    sent = f"00-{TRACE}-{PARENT}-01"
    assert traceparent(sent) == sent


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "",
        f"ff-{TRACE}-{PARENT}-01",
        f"00-{'0' * 32}-{PARENT}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{PARENT}-01",
        f"00-{TRACE}-{PARENT}-01-more",
        f"00-{TRACE}-{PARENT}-01\n",
        f"00-{TRACE}-{PARENT}",
    ],
)
def test_what_is_no_traceparent_is_none(sent: str | None):
    assert traceparent(sent) is None
