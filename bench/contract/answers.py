"""What every answer owes, whatever it is about: status, media type, exact bytes, problem form."""

import orjson

from bench.contract.api import Answer, Json
from bench.contract.violations import equal, fail, require

TITLES = {
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
"""Reason phrases of RFC 9110, section 15. Written here again: a check does not ask the checked."""


def has_status(answer: Answer, status: int) -> None:
    """Require the status; the message quotes the body."""
    require(
        answer.status == status,
        f"{answer.asked} answered {answer.status}, not {status}: {answer.body[:300]!r}",
    )


def has_header(answer: Answer, name: str, wanted: str | None) -> None:
    """Require a header's exact value, or with None that it is absent."""
    equal(f"{answer.asked}: header {name}", answer.headers.get(name), wanted)


def json_of(answer: Answer, status: int = 200) -> Json:
    """Return the answer's object, after requiring status, media type and compact JSON."""
    has_status(answer, status)
    has_header(answer, "content-type", "application/json")
    return _document(answer)


def no_content(answer: Answer) -> None:
    """Require a 204 without body and without Content-Length (RFC 9110, section 8.6)."""
    has_status(answer, 204)
    equal(f"{answer.asked}: the body", answer.body, b"")
    has_header(answer, "content-length", None)


def problem(answer: Answer, status: int, detail: str | None = None) -> Json:
    """Return the answer's problem document (RFC 9457), after requiring its form.

    `detail`, where given, is required word by word.
    """
    has_status(answer, status)
    has_header(answer, "content-type", "application/problem+json")
    document = _document(answer)
    keys = ["type", "title", "status", "detail"]
    if status == 422 or (status == 400 and "errors" in document):
        keys.append("errors")
    equal(f"{answer.asked}: the problem's keys", list(document), keys)
    equal(f"{answer.asked}: type", document["type"], "about:blank")
    equal(f"{answer.asked}: title", document["title"], TITLES[status])
    equal(f"{answer.asked}: status in the problem", document["status"], status)
    require(
        isinstance(document["detail"], str) and document["detail"] != "",
        f"{answer.asked}: detail is not a sentence: {document['detail']!r}",
    )
    if detail is not None:
        equal(f"{answer.asked}: detail", document["detail"], detail)
    return document


def invalid(answer: Answer, *loc: str | int, kind: str | None = None) -> None:
    """Require a 422 with an error at exactly `loc`, of Pydantic's type `kind` where given."""
    errors = problem(answer, 422)["errors"]
    require(
        isinstance(errors, list) and errors != [], f"{answer.asked}: errors is not a filled list"
    )
    for error in errors:
        equal(f"{answer.asked}: keys of an error", list(error), ["loc", "msg", "type"])
    found = [error for error in errors if error["loc"] == list(loc)]
    places = [error["loc"] for error in errors]
    require(bool(found), f"{answer.asked}: the errors are at {places}, none at {list(loc)}")
    if kind is not None:
        kinds = [error["type"] for error in found]
        require(kind in kinds, f"{answer.asked}: the error's type is {kinds}, not {kind!r}")


def _document(answer: Answer) -> Json:
    try:
        document: object = orjson.loads(answer.body)
    except orjson.JSONDecodeError as error:
        fail(f"{answer.asked}: the body is not JSON ({error}): {answer.body[:300]!r}")
    require(
        orjson.dumps(document) == answer.body,
        f"{answer.asked}: the JSON is not compact UTF-8: {answer.body[:300]!r}",
    )
    if not isinstance(document, dict):
        fail(f"{answer.asked}: the document is not an object: {answer.body[:300]!r}")
    return document
