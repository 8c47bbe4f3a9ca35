"""What answers look like: plain dicts, so that a row becomes JSON without a second model.

Nothing is validated by these when it is served; the annotations are for the document, and
`tests/fuzz` holds every stack to them.
"""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict  # Pydantic wants this one before Python 3.12

from shared.schemas.inputs import BIGINT_MAX, INT64, Content, Email, Name

RowId = Annotated[int, Field(ge=1, le=BIGINT_MAX, json_schema_extra=INT64)]
Moment = Annotated[
    str,
    Field(
        pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$",
        json_schema_extra={"format": "date-time"},
    ),
]


@with_config(ConfigDict(extra="forbid"))
class Answer(TypedDict):
    """An object that has the keys it names and no others."""


class ToyRef(Answer):
    """A toy inside of a user or a post."""

    id: RowId
    name: Name


class ToyOut(Answer):
    """A toy."""

    id: RowId
    name: Name
    created_at: Moment
    updated_at: Moment


class UserOut(Answer):
    """A user with their toys."""

    id: RowId
    name: Name
    email: Email
    created_at: Moment
    updated_at: Moment
    toys: list[ToyRef]


class PostOut(Answer):
    """A post with its toys."""

    id: RowId
    author_id: RowId
    title: Name
    content: Content
    created_at: Moment
    updated_at: Moment
    toys: list[ToyRef]


class Author(Answer):
    """The author inside of a feed's post."""

    id: RowId
    name: Name
    email: Email


class FeedPost(Answer):
    """A post of the feed."""

    id: RowId
    title: Name
    content: Content
    created_at: Moment
    updated_at: Moment
    author: Author
    toys: list[ToyRef]


class ToyPage(Answer):
    """A page of toys; `next` is the `after` of the following page, if there is one."""

    items: Annotated[list[ToyOut], Field(max_length=100)]
    next: RowId | None


class UserPage(Answer):
    """A page of users."""

    items: Annotated[list[UserOut], Field(max_length=100)]
    next: RowId | None


class PostPage(Answer):
    """A page of posts."""

    items: Annotated[list[PostOut], Field(max_length=100)]
    next: RowId | None


class Feed(Answer):
    """The newest posts."""

    items: Annotated[list[FeedPost], Field(max_length=100)]


class Created(Answer):
    """How many rows a bulk request made."""

    created: Annotated[int, Field(ge=1, le=10_000)]


class Status(Answer):
    """How a process is."""

    status: Literal["ok", "ready"]


class Slept(Answer):
    """How long the database slept."""

    slept_ms: Annotated[int, Field(ge=0, le=5_000)]


class Queries(Answer):
    """What single-row reads cost in process."""

    queries: Annotated[int, Field(ge=1, le=1_000)]
    mean_ms: Annotated[float, Field(ge=0)]
    queries_per_second: Annotated[float, Field(ge=0)]


class FieldError(Answer):
    """What is wrong with one field, in Pydantic's words."""

    loc: Annotated[list[str | int], Field(min_length=1)]
    msg: str
    type: str


class Problem(Answer):
    """An error (RFC 9457)."""

    type: Literal["about:blank"]
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: Annotated[str, Field(min_length=1)]


class InvalidProblem(Problem):
    """An error that says which fields are wrong."""

    errors: Annotated[list[FieldError], Field(min_length=1)]
