"""What answers look like: plain dicts, so that a row becomes JSON without a second model."""

from typing import NotRequired

from typing_extensions import TypedDict  # Pydantic wants this one before Python 3.12


class ToyRef(TypedDict):
    """A toy inside of a user or a post."""

    id: int
    name: str


class ToyOut(TypedDict):
    """A toy."""

    id: int
    name: str
    created_at: str
    updated_at: str


class UserOut(TypedDict):
    """A user with their toys."""

    id: int
    name: str
    email: str
    created_at: str
    updated_at: str
    toys: list[ToyRef]


class PostOut(TypedDict):
    """A post with its toys."""

    id: int
    author_id: int
    title: str
    content: str
    created_at: str
    updated_at: str
    toys: list[ToyRef]


class Author(TypedDict):
    """The author inside of a feed's post."""

    id: int
    name: str
    email: str


class FeedPost(TypedDict):
    """A post of the feed."""

    id: int
    title: str
    content: str
    created_at: str
    updated_at: str
    author: Author
    toys: list[ToyRef]


class ToyPage(TypedDict):
    """A page of toys; `next` is the `after` of the following page, if there is one."""

    items: list[ToyOut]
    next: int | None


class UserPage(TypedDict):
    """A page of users."""

    items: list[UserOut]
    next: int | None


class PostPage(TypedDict):
    """A page of posts."""

    items: list[PostOut]
    next: int | None


class Feed(TypedDict):
    """The newest posts."""

    items: list[FeedPost]


class Created(TypedDict):
    """How many rows a bulk request made."""

    created: int


class Status(TypedDict):
    """How a process is."""

    status: str


class Slept(TypedDict):
    """How long the database slept."""

    slept_ms: int


class Queries(TypedDict):
    """What single-row reads cost in process."""

    queries: int
    mean_ms: float
    queries_per_second: float


class FieldError(TypedDict):
    """What is wrong with one field, in Pydantic's words."""

    loc: list[str | int]
    msg: str
    type: str


class Problem(TypedDict):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: NotRequired[list[FieldError]]
