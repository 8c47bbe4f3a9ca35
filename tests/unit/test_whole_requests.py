"""Which refused requests leave their connection in a state that both sides agree on."""

import pytest

from sync_app.servers.plain import is_whole

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
