"""What a request's raw parts mean, or which `DomainError` they are. Knows no framework.

Both frameworks check in this order: content type, length, JSON, the body's fields, the path's
parameters, the query's.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from shared.errors import BodyTooLarge, Invalid, MalformedBody, NotJson
from shared.schemas import Id, ToyBatch

Model = TypeVar("Model", bound=BaseModel)

MIB = 1024 * 1024
LONGER_BODIES: dict[type[BaseModel], int] = {ToyBatch: 16 * MIB}
ID = TypeAdapter[int](Id)


def body_limit(model: type[BaseModel]) -> int:
    """Return how many bytes a body of `model` may have."""
    return LONGER_BODIES.get(model, MIB)


def check_json(content_type: str | None) -> None:
    """Raise `NotJson` unless the media type is application/json; parameters do not matter."""
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise NotJson


def check_length(length: int, limit: int) -> None:
    """Raise `BodyTooLarge` when a body of `length` bytes is longer than `limit`."""
    if length > limit:
        raise BodyTooLarge(limit)


def cut_off() -> MalformedBody:
    """Return what a body is that breaks off: its client left, or what came is no part of one."""
    return MalformedBody("the body is not whole")


def parse_body(model: type[Model], raw: bytes) -> Model:
    """Return the body as `model`; raise `MalformedBody` or `Invalid`."""
    try:
        document = json.loads(raw.decode(), parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise MalformedBody(f"the body is not valid JSON: {error}") from None
    except (ValueError, RecursionError):  # not UTF-8, endless digits, endless nesting
        raise MalformedBody("the body is not valid JSON") from None
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise invalid(error.errors(), "body") from None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON, though Python's parser knows it")


def parse_query(model: type[Model], parameters: Mapping[str, str]) -> Model:
    """Return the query's parameters as `model`; raise `Invalid`."""
    try:
        return model.model_validate(parameters)
    except ValidationError as error:
        raise invalid(error.errors(), "query") from None


def parse_ids(texts: Mapping[str, str]) -> tuple[int, ...]:
    """Return the path's parameters as ids, in order; raise `Invalid` with all that are none."""
    ids, errors = [], []
    for name, text in texts.items():
        try:
            ids.append(ID.validate_python(text))
        except ValidationError as error:
            errors += [{**wrong, "loc": (name, *wrong["loc"])} for wrong in error.errors()]
    if errors:
        raise invalid(errors, "path")
    return tuple(ids)


def invalid(errors: Iterable[Any], *where: str) -> Invalid:
    """Return `Invalid` with Pydantic's `errors`, each located below `where`."""
    return Invalid(
        [
            {
                "loc": [*where, *error["loc"]],
                "msg": error["msg"],
                "type": error["type"],
            }
            for error in errors
        ]
    )
