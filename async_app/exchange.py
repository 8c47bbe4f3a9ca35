"""From FastAPI's request to the domain's values, and from a wire shape to an answer."""

import re
from typing import Annotated, Any, cast

from fastapi import Query, Request, Response
from fastapi.routing import APIRoute

from shared import schemas, wire
from shared.repositories.protocols import AsyncRepository


def repository(request: Request) -> AsyncRepository:
    """Return the use cases of the app that serves this request.

    Called by the routes themselves. As a dependency, `Depends(repository)`, it would be solved
    anew for each request: docs/decisions/no-repository-dependency.md.
    """
    return cast(AsyncRepository, request.app.state.repository)


Id = schemas.Id
Page = Annotated[schemas.Page, Query()]
Bulk = Annotated[schemas.BulkQuery, Query()]
Feed = Annotated[schemas.FeedQuery, Query()]
Slow = Annotated[schemas.SlowQuery, Query()]
Queries = Annotated[schemas.QueriesQuery, Query()]


class Route(APIRoute):
    """A route that answers HEAD wherever it answers GET (RFC 9110, section 9.3.2).

    Its path ends where the request's does: Starlette's `$` would let a newline follow.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.path_regex = re.compile(rf"{self.path_regex.pattern.removesuffix('$')}\Z")
        if self.methods and "GET" in self.methods:
            self.methods.add("HEAD")


def json(document: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Answer with a wire shape."""
    return Response(wire.dumps(document), status, headers, media_type="application/json")


def created(location: str, document: Any) -> Response:
    """Answer 201, and say where the new resource is."""
    return json(document, 201, {"Location": location})


def no_content() -> Response:
    """Answer 204."""
    return Response(status_code=204)
