"""From Flask's request to the domain's values, and from a wire shape to Flask's answer."""

from typing import Any, TypeVar, cast

from flask import Response, current_app, request
from pydantic import BaseModel

from shared import requests, wire
from shared.repositories.protocols import Repository

Model = TypeVar("Model", bound=BaseModel)


def repository() -> Repository:
    """Return the use cases of the app that serves this request."""
    return cast(Repository, current_app.extensions["repository"])


def body(model: type[Model]) -> Model:
    """Return the request's body as `model`."""
    limit = requests.body_limit(model)
    try:
        # read before anything is refused: gunicorn ends a connection with a long unread body
        raw = request.stream.read(limit + 1)
    except Exception:  # the client left, or was given up, or sent chunks that are none
        raise requests.cut_off() from None
    requests.check_json(request.content_type)
    requests.check_length(len(raw), limit)
    return requests.parse_body(model, raw)


def ids(**texts: str) -> tuple[int, ...]:
    """Return the path's parameters as ids."""
    return requests.parse_ids(texts)


def query(model: type[Model]) -> Model:
    """Return the query's parameters as `model`; of a repeated one the last counts."""
    return requests.parse_query(model, dict(request.args.items(multi=True)))


def json(document: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Answer with a wire shape."""
    return Response(wire.dumps(document), status, headers, content_type="application/json")


def created(location: str, document: Any) -> Response:
    """Answer 201, and say where the new resource is."""
    return json(document, 201, {"Location": location})


def no_content() -> Response:
    """Answer 204."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response
