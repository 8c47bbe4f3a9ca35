"""What can go wrong, in the domain's own words, and how HTTP says it (RFC 9457)."""

from typing import Any

TITLES = {
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    414: "URI Too Long",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
"""Reason phrases of RFC 9110; `http.HTTPStatus` names some of them differently by version."""


class ConfigurationError(Exception):
    """The process cannot start as it was told to; the message is one sentence."""


class DomainError(Exception):
    """A request that cannot be served. `status` is its HTTP status, `detail` one sentence."""

    status = 500
    headers: dict[str, str] = {}  # noqa: RUF012  (a constant of the class, never changed)

    def __init__(self, detail: str, errors: list[dict[str, Any]] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors


class MalformedBody(DomainError):
    """The body is not JSON."""

    status = 400


class NotFound(DomainError):
    """An id names nothing."""

    status = 404

    def __init__(self, entity: str, entity_id: int) -> None:
        super().__init__(f"{entity} {entity_id} does not exist")


class Conflict(DomainError):
    """Something that must be unique is taken."""

    status = 409


class BodyTooLarge(DomainError):
    """The body is longer than the route takes."""

    status = 413

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"the body is longer than {limit_bytes} bytes")


class NotJson(DomainError):
    """The body does not call itself JSON."""

    status = 415

    def __init__(self) -> None:
        super().__init__("the Content-Type of the body must be application/json")


class Invalid(DomainError):
    """A field of the body or a parameter is wrong; `errors` say which and why."""

    status = 422

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__("the request has invalid fields", errors)


class Unavailable(DomainError):
    """No connection to the database was to be had in time."""

    status = 503
    headers = {"Retry-After": "1"}  # noqa: RUF012


class StatementTimeout(DomainError):
    """The database gave up on a statement."""

    status = 504

    def __init__(self) -> None:
        super().__init__("the database ran out of time")


def problem(status: int, detail: str, errors: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Return the problem document of RFC 9457, section 3."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES[status],
        "status": status,
        "detail": detail,
    }
    if errors is not None:
        document["errors"] = errors
    return document
