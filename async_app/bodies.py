"""Request bodies as named dependencies: `new: bodies.ToyCreate` is all a route has to say."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel
from starlette.requests import ClientDisconnect

from shared import requests, schemas

Model = TypeVar("Model", bound=BaseModel)


def body(model: type[Model]) -> Callable[[Request], Awaitable[Model]]:
    """Return a dependency that reads the request's body as `model`.

    FastAPI's own body parameters answer 422 to what is not JSON and read a body of any length.
    """
    limit = requests.body_limit(model)

    async def parse(request: Request) -> Model:
        requests.check_json(request.headers.get("content-type"))
        return requests.parse_body(model, await read(request, limit))

    return parse


async def read(request: Request, limit: int) -> bytes:
    """Return the body; raise `BodyTooLarge` without reading much more than `limit` bytes.

    Raise `MalformedBody` when the client leaves before its end.
    """
    requests.check_length(int(request.headers.get("content-length", 0)), limit)
    raw = bytearray()
    try:
        async for chunk in request.stream():
            raw += chunk
            requests.check_length(len(raw), limit)
    except ClientDisconnect:
        raise requests.cut_off() from None
    return bytes(raw)


ToyCreate = Annotated[schemas.ToyCreate, Depends(body(schemas.ToyCreate))]
ToyChange = Annotated[schemas.ToyChange, Depends(body(schemas.ToyChange))]
ToyBatch = Annotated[schemas.ToyBatch, Depends(body(schemas.ToyBatch))]
UserCreate = Annotated[schemas.UserCreate, Depends(body(schemas.UserCreate))]
UserChange = Annotated[schemas.UserChange, Depends(body(schemas.UserChange))]
PostCreate = Annotated[schemas.PostCreate, Depends(body(schemas.PostCreate))]
PostChange = Annotated[schemas.PostChange, Depends(body(schemas.PostChange))]
