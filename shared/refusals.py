"""Whole answers as bytes, for what a server refuses before any app has seen the request."""

from email.utils import formatdate

from shared import wire
from shared.errors import TITLES, problem
from shared.headers import SECURITY

DETAILS = {
    400: "this is not valid HTTP/1.1",
    414: "the request line is too long",
    431: "the header fields are too many or too long",
    500: "something went wrong here",
    501: "this transfer coding is not known here",
}


def refusal(status: int) -> bytes:
    """Return the problem document of `status` as an answer behind which the connection closes."""
    known = status if status in DETAILS else 400
    return answer(known, DETAILS[known], {"date": formatdate(usegmt=True), "connection": "close"})


def answer(status: int, detail: str, headers: dict[str, str]) -> bytes:
    """Return an answer with a problem document: status line, headers, body."""
    fields, body = parts(status, detail, headers)
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return f"HTTP/1.1 {status} {TITLES[status]}\r\n{head}\r\n".encode("ascii") + body


def parts(status: int, detail: str, headers: dict[str, str]) -> tuple[list[tuple[str, str]], bytes]:
    """Return the headers and the body of such an answer."""
    body = wire.dumps(problem(status, detail))
    own = {"content-type": "application/problem+json", "content-length": str(len(body))}
    return [*own.items(), *headers.items(), *SECURITY], body


def head_of(whole: bytes) -> bytes:
    """Return an answer without its body, as `HEAD` wants it."""
    return b"".join(whole.partition(b"\r\n\r\n")[:2])
