"""Errors as problem documents (RFC 9457), those of the framework included."""

from flask import Flask, Response
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from shared import wire
from shared.errors import DomainError, problem


def register(app: Flask) -> None:
    """Answer every error with a problem document."""
    app.register_error_handler(DomainError, domain_error)
    app.register_error_handler(HTTPException, http_error)


def domain_error(error: DomainError) -> Response:
    """Answer what the domain refused."""
    document = problem(error.status, error.detail, error.errors)
    return respond(error.status, document, error.headers)


def http_error(error: HTTPException) -> Response:
    """Answer what the router refused, and with 500 what nobody expected."""
    status = error.code or 500
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        detail = f"this path allows {allowed}"
        return respond(status, problem(status, detail), {"Allow": allowed})
    known = {404: "there is nothing at this path", 500: "something went wrong here"}
    return respond(status, problem(status, known.get(status, error.name)))


def respond(status: int, document: object, headers: dict[str, str] | None = None) -> Response:
    """Return a problem document as an answer."""
    return Response(wire.dumps(document), status, headers, content_type="application/problem+json")
