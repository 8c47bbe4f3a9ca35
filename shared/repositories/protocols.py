"""What an app may ask for: every use case, for both worlds. Twins, like their implementations.

Ids are bigints, `sleep` takes seconds; answers are wire shapes. All raise `DomainError`s only.
"""

from collections.abc import Sequence
from typing import Protocol

from shared import schemas


class Repository(Protocol):
    """The use cases, synchronously. One instance serves all threads of a process."""

    def close(self) -> None:
        """Give every connection back."""

    def ping(self) -> None:
        """Ask the database for a sign of life."""

    def sleep(self, seconds: float) -> None:
        """Let the database sleep."""

    def read_toys(self, toy_ids: Sequence[int]) -> None:
        """Read toys by id, one after the other, and drop them."""

    def create_toy(self, new: schemas.ToyCreate) -> schemas.ToyOut:
        """Create a toy."""

    def create_toys(self, batch: schemas.ToyBatch, by: schemas.BulkBy) -> schemas.Created:
        """Create many toys, all or none; `by` picks the ORM's way."""

    def list_toys(self, page: schemas.Page) -> schemas.ToyPage:
        """Return a page of toys."""

    def get_toy(self, toy_id: int) -> schemas.ToyOut:
        """Return a toy."""

    def update_toy(self, toy_id: int, change: schemas.ToyChange) -> schemas.ToyOut:
        """Change a toy."""

    def delete_toy(self, toy_id: int) -> None:
        """Delete a toy, and take it from everybody."""

    def create_user(self, new: schemas.UserCreate) -> schemas.UserOut:
        """Create a user who owns some toys."""

    def list_users(self, page: schemas.Page) -> schemas.UserPage:
        """Return a page of users with their toys."""

    def get_user(self, user_id: int) -> schemas.UserOut:
        """Return a user with their toys."""

    def update_user(self, user_id: int, change: schemas.UserChange) -> schemas.UserOut:
        """Change a user."""

    def delete_user(self, user_id: int) -> None:
        """Delete a user and their posts."""

    def add_toy_to_user(self, user_id: int, toy_id: int) -> None:
        """Give a toy to a user, who may have it already."""

    def remove_toy_from_user(self, user_id: int, toy_id: int) -> None:
        """Take a toy from a user, who may not have it."""

    def list_user_posts(self, user_id: int, page: schemas.Page) -> schemas.PostPage:
        """Return a page of a user's posts."""

    def create_post(self, new: schemas.PostCreate) -> schemas.PostOut:
        """Create a post that mentions some toys."""

    def list_posts(self, page: schemas.Page) -> schemas.PostPage:
        """Return a page of posts with their toys."""

    def get_post(self, post_id: int) -> schemas.PostOut:
        """Return a post with its toys."""

    def update_post(self, post_id: int, change: schemas.PostChange) -> schemas.PostOut:
        """Change a post."""

    def delete_post(self, post_id: int) -> None:
        """Delete a post."""

    def add_toy_to_post(self, post_id: int, toy_id: int) -> None:
        """Mention a toy in a post, which may mention it already."""

    def remove_toy_from_post(self, post_id: int, toy_id: int) -> None:
        """Take a toy out of a post, which may not mention it."""

    def feed(self, query: schemas.FeedQuery) -> schemas.Feed:
        """Return the newest posts with author and toys."""


class AsyncRepository(Protocol):
    """The use cases, asynchronously. One instance serves all tasks of an event loop."""

    async def close(self) -> None:
        """Give every connection back."""

    async def ping(self) -> None:
        """Ask the database for a sign of life."""

    async def sleep(self, seconds: float) -> None:
        """Let the database sleep."""

    async def read_toys(self, toy_ids: Sequence[int]) -> None:
        """Read toys by id, one after the other, and drop them."""

    async def create_toy(self, new: schemas.ToyCreate) -> schemas.ToyOut:
        """Create a toy."""

    async def create_toys(self, batch: schemas.ToyBatch, by: schemas.BulkBy) -> schemas.Created:
        """Create many toys, all or none; `by` picks the ORM's way."""

    async def list_toys(self, page: schemas.Page) -> schemas.ToyPage:
        """Return a page of toys."""

    async def get_toy(self, toy_id: int) -> schemas.ToyOut:
        """Return a toy."""

    async def update_toy(self, toy_id: int, change: schemas.ToyChange) -> schemas.ToyOut:
        """Change a toy."""

    async def delete_toy(self, toy_id: int) -> None:
        """Delete a toy, and take it from everybody."""

    async def create_user(self, new: schemas.UserCreate) -> schemas.UserOut:
        """Create a user who owns some toys."""

    async def list_users(self, page: schemas.Page) -> schemas.UserPage:
        """Return a page of users with their toys."""

    async def get_user(self, user_id: int) -> schemas.UserOut:
        """Return a user with their toys."""

    async def update_user(self, user_id: int, change: schemas.UserChange) -> schemas.UserOut:
        """Change a user."""

    async def delete_user(self, user_id: int) -> None:
        """Delete a user and their posts."""

    async def add_toy_to_user(self, user_id: int, toy_id: int) -> None:
        """Give a toy to a user, who may have it already."""

    async def remove_toy_from_user(self, user_id: int, toy_id: int) -> None:
        """Take a toy from a user, who may not have it."""

    async def list_user_posts(self, user_id: int, page: schemas.Page) -> schemas.PostPage:
        """Return a page of a user's posts."""

    async def create_post(self, new: schemas.PostCreate) -> schemas.PostOut:
        """Create a post that mentions some toys."""

    async def list_posts(self, page: schemas.Page) -> schemas.PostPage:
        """Return a page of posts with their toys."""

    async def get_post(self, post_id: int) -> schemas.PostOut:
        """Return a post with its toys."""

    async def update_post(self, post_id: int, change: schemas.PostChange) -> schemas.PostOut:
        """Change a post."""

    async def delete_post(self, post_id: int) -> None:
        """Delete a post."""

    async def add_toy_to_post(self, post_id: int, toy_id: int) -> None:
        """Mention a toy in a post, which may mention it already."""

    async def remove_toy_from_post(self, post_id: int, toy_id: int) -> None:
        """Take a toy out of a post, which may not mention it."""

    async def feed(self, query: schemas.FeedQuery) -> schemas.Feed:
        """Return the newest posts with author and toys."""
