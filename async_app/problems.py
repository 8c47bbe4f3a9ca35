"""Errors as problem documents (RFC 9457), those of the framework included."""

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from shared import requests, wire
from shared.errors import DomainError, problem


def register(app: FastAPI) -> None:
    """Answer every error with a problem document."""
    app.add_exception_handler(DomainError, domain_error)
    app.add_exception_handler(RequestValidationError, invalid_parameters)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(Exception, unexpected)


async def domain_error(_: Request, error: Any) -> Response:
    """Answer what the domain refused."""
    document = problem(error.status, error.detail, error.errors)
    return respond(error.status, document, error.headers)


async def invalid_parameters(request: Request, error: Any) -> Response:
    """Answer wrong path or query parameters; the path's come first."""
    errors = error.errors()
    path = [wrong for wrong in errors if wrong["loc"][0] == "path"]
    return await domain_error(request, requests.invalid(path or errors))


async def http_error(request: Request, error: Any) -> Response:
    """Answer what the router refused."""
    if error.status_code == 405:
        allowed = ", ".join(sorted(allowed_methods(request)))
        return respond(405, problem(405, f"this path allows {allowed}"), {"Allow": allowed})
    return respond(error.status_code, problem(error.status_code, "there is nothing at this path"))


async def unexpected(_: Request, __: Exception) -> Response:
    """Answer what nobody expected; the server logs the error itself.

    Uvicorn closes the connection after it, so the answer says so: a client would else send its next
    request there, and lose it.
    """
    headers = {"Connection": "close"}
    return respond(500, problem(500, "something went wrong here"), headers)


def allowed_methods(request: Request) -> set[str]:
    """Return what all routes of the request's path allow; Starlette's own answer knows one."""
    methods: set[str] = set()
    for route in request.app.routes:
        if route.matches(request.scope)[0] is not Match.NONE:
            methods |= route.methods
    return methods


def respond(status: int, document: object, headers: dict[str, str] | None = None) -> Response:
    """Return a problem document as an answer."""
    return Response(wire.dumps(document), status, headers, media_type="application/problem+json")
