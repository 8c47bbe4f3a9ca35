"""The N+1 problem, on purpose: what `GET /feed?load=lazy` is there to show."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from shared.models import Post


def load_lazily(_: Session, posts: Sequence[Post]) -> Sequence[Post]:
    """Touch what belongs to each post, so that the ORM loads it, one statement at a time.

    Return those that are still there: between two statements an author may be deleted, and the
    posts with them.

    Synchronous in both worlds: attribute access cannot be awaited, so that async code comes
    here by `AsyncSession.run_sync`.
    """
    for post in posts:
        post.author  # noqa: B018
        post.toys  # noqa: B018
    return [post for post in posts if post.author]
