"""HTTP by hand, where a client would hide what a server does."""

import http.client
from collections.abc import Mapping
from urllib.parse import urlsplit

TIMEOUT_S = 30.0


def head_bytes(url: str) -> bytes:
    """Return all bytes that a server sends to `HEAD url` before it closes the connection."""
    parts = urlsplit(url)
    connection = _connection(url)
    request = f"HEAD {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n"
    try:
        connection.connect()
        connection.send(request.encode("ascii"))
        return b"".join(iter(lambda: connection.sock.recv(65_536), b""))
    finally:
        connection.close()


def keeps_its_word(url: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """Return whether a connection lives on after `POST url`, or the answer said that it ends.

    A server may close a connection rather than read a body that it refused, but then it has to
    say so (RFC 9112, section 9.6): else the client's next request gets lost.
    """
    connection = _connection(url)
    path = urlsplit(url).path
    try:
        connection.request("POST", path, body, dict(headers))
        first = connection.getresponse()
        first.read()
        if first.will_close:
            return True
        try:
            connection.request("POST", path, body, dict(headers))
            return connection.getresponse().status == first.status
        except (OSError, http.client.HTTPException):
            return False
    finally:
        connection.close()


def _connection(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    return kind(parts.netloc, timeout=TIMEOUT_S)
