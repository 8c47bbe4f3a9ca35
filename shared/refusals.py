"""Whole answers as bytes, for what a server refuses before any app has seen the request."""

from email.utils import formatdate

from shared import wire
from shared.errors import problem
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
    document = problem(status, detail)
    body = wire.dumps(document)
    fields = {
        "content-type": "application/problem+json",
        "content-length": str(len(body)),
        **headers,
        **dict(SECURITY),
    }
    lines = [f"HTTP/1.1 {status} {document['title']}", *(f"{n}: {v}" for n, v in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body
