"""What is said of a request before it is parsed: whether it is there, and whether it is plain."""

import pytest

from shared.limits import HEAD_BYTES
from sync_app.servers.plain import BODY_BYTES, is_partial, is_whole

GET = b"GET /toys HTTP/1.1\r\nHost: here\r\n\r\n"
POST = b"POST /toys HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhello"


@pytest.mark.parametrize(
    "received", [GET, POST, POST.replace(b"Length", b"LENGTH"), POST.replace(b"hello", b"close")]
)
def test_a_plain_request_is_whole(received: bytes):
    assert is_whole(received)


@pytest.mark.parametrize(
    ("what", "received"),
    [
        ("nothing", b""),
        ("half a head", GET[:-2]),
        ("half a body", POST[:-1]),
        ("a second request", GET + GET),
        ("more than the body", POST + b"x"),
        ("a body without a length", GET + b"hello"),
        ("two lengths", POST.replace(b"Host: here", b"Content-Length: 5")),
        ("a blank before the colon", POST.replace(b"Length:", b"Length :")),
        ("a length with a sign", POST.replace(b" 5", b" +5")),
        ("a length with a zero in front", POST.replace(b" 5", b" 05")),
        ("a coding", POST.replace(b"Host: here", b"Transfer-Encoding: chunked")),
        ("a coding alone", GET.replace(b"Host: here", b"Transfer-Encoding: chunked")),
        ("a client who waits to be told to go on", POST.replace(b"Host", b"Expect")),
        ("a client who leaves", GET.replace(b"Host: here", b"Connection: close")),
        ("the version before", GET.replace(b"1.1", b"1.0")),
        ("a line that ends in no carriage return", GET.replace(b"here\r\n", b"here\nX: y\r\n")),
    ],
)
def test_anything_else_is_not(what: str, received: bytes):
    assert not is_whole(received), what


LONG = POST.replace(b" 5", b" %d" % BODY_BYTES)


@pytest.mark.parametrize("received", [b"", GET[:1], GET[:-1], POST[:-1], POST[:-5], LONG])
def test_the_rest_of_a_short_request_is_waited_for(received: bytes):
    assert is_partial(received)


@pytest.mark.parametrize(
    ("what", "received"),
    [
        ("all of it", GET),
        ("all of it, with a body", POST),
        ("more than it", POST + GET[:5]),
        ("a head that does not end", GET[:-2] + b"x" * HEAD_BYTES),
        ("a long body", POST.replace(b" 5", b" %d" % (BODY_BYTES + 1))),
        ("a length beyond all bounds", POST.replace(b" 5", b" " + b"9" * 5_000)),
        ("two lengths", POST[:-1].replace(b"Host: here", b"Content-Length: 5")),
        ("no number", POST[:-1].replace(b" 5", b" five")),
        ("a coding", POST[:-5].replace(b"Content-Length: 5", b"Transfer-Encoding: chunked")),
        ("a client who waits to be told to go on", POST[:-5].replace(b"Host", b"Expect")),
        ("no HTTP", b"nonsense\r\n\r\n"),
    ],
)
def test_the_parser_sees_what_is_there_or_is_for_it_to_judge(what: str, received: bytes):
    assert not is_partial(received), what
