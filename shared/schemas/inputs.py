"""What requests may hold, checked by Pydantic."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticKnownError

BIGINT_MAX = 2**63 - 1
NO_NUL = r"^[^\x00]*$"  # PostgreSQL's text cannot hold U+0000
# white space and control characters by number: what \s means differs from engine to engine
BLANK = r"\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"

INTEGER = re.compile("-?[0-9]+")
INT64 = {"format": "int64"}


def _number(value: object) -> object:
    """Refuse what JSON has another type for: Pydantic reads `true` and `"1"` as 1."""
    if isinstance(value, bool | str):
        raise PydanticKnownError("int_type")
    return value


def _digits(value: object) -> object:
    """Refuse a text that is no integer: Pydantic reads ` 4`, `1_0` and `4.0` as one."""
    if isinstance(value, str) and not INTEGER.fullmatch(value):
        raise PydanticKnownError("int_parsing")
    return value


AS_DIGITS = BeforeValidator(_digits)
Id = Annotated[int, Field(ge=-(BIGINT_MAX + 1), le=BIGINT_MAX, json_schema_extra=INT64), AS_DIGITS]
IdInBody = Annotated[Id, BeforeValidator(_number)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=NO_NUL)]
Content = Annotated[str, StringConstraints(min_length=1, max_length=100_000, pattern=NO_NUL)]
Email = Annotated[
    str,
    StringConstraints(min_length=3, max_length=320, pattern=rf"^[^@{BLANK}]+@[^@{BLANK}]+$"),
]
ToyIds = Annotated[list[IdInBody], Field(max_length=1_000)]
Load = Literal["selectin", "joined", "lazy"]
BulkBy = Literal["insert", "add_all", "core"]


class Body(BaseModel):
    """A request body; a key it does not know is an error, not a silent loss."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _optional_without_default(schema: dict[str, Any]) -> None:
    for field in schema["properties"].values():
        del field["default"]
    schema["minProperties"] = 1


class Change(Body):
    """A PATCH: only the fields that it names change, and it names at least one.

    The defaults below only mark a field as optional; `values` never returns one.
    """

    model_config = ConfigDict(json_schema_extra=_optional_without_default)

    @model_validator(mode="after")
    def _names_a_field(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("at least one field must be given")
        return self

    def values(self) -> dict[str, str]:
        """Return the fields that were given."""
        return self.model_dump(exclude_unset=True)


class UserCreate(Body):
    """`POST /users`."""

    name: Name
    email: Email
    toy_ids: ToyIds = []


class UserChange(Change):
    """`PATCH /users/{user_id}`."""

    name: Name = ""
    email: Email = ""


class ToyCreate(Body):
    """`POST /toys`."""

    name: Name


class ToyChange(Change):
    """`PATCH /toys/{toy_id}`."""

    name: Name = ""


class ToyBatch(RootModel[Annotated[list[ToyCreate], Field(min_length=1, max_length=10_000)]]):
    """`POST /toys/bulk`."""


class PostCreate(Body):
    """`POST /posts`."""

    author_id: IdInBody
    title: Name
    content: Content
    toy_ids: ToyIds = []


class PostChange(Change):
    """`PATCH /posts/{post_id}`."""

    title: Name = ""
    content: Content = ""


class Page(BaseModel):
    """A keyset page: at most `limit` rows, the first with an id above `after`."""

    limit: Annotated[int, Field(ge=1, le=100), AS_DIGITS] = 20
    after: Annotated[int, Field(ge=0, le=BIGINT_MAX, json_schema_extra=INT64), AS_DIGITS] = 0


class FeedQuery(BaseModel):
    """`GET /feed`: how many posts, and how the ORM fetches what belongs to them."""

    limit: Annotated[int, Field(ge=1, le=100), AS_DIGITS] = 20
    load: Load = "selectin"


class BulkQuery(BaseModel):
    """`POST /toys/bulk`: how the ORM writes; other styles have one way, their best."""

    by: BulkBy = "insert"


class SlowQuery(BaseModel):
    """`GET /slow`: how long the database sleeps."""

    ms: Annotated[int, Field(ge=0, le=5_000), AS_DIGITS] = 200


class QueriesQuery(BaseModel):
    """`GET /benchmark/queries`: how many single-row reads."""

    n: Annotated[int, Field(ge=1, le=1_000), AS_DIGITS] = 100
