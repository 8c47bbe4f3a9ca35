"""Every query over entities, for the ORM: functions that return a statement.

What needs no entity, such as a link between two, is in `tables`.

A statement is built once, and its values travel as parameters. Building one afresh for each
request would cost about as much as running it: `select(...)` and its cache key are Python.
"""

from collections.abc import Callable
from functools import cache
from typing import TypeVar

from sqlalchemy import Insert, Select, bindparam, delete, insert, select
from sqlalchemy.orm import joinedload, lazyload, selectinload
from sqlalchemy.orm.interfaces import ORMOption
from sqlalchemy.sql.dml import ReturningDelete

from shared.models import Post, Toy, User
from shared.schemas import Load

Entity = TypeVar("Entity", Toy, User, Post)

LOADING: dict[Load, tuple[ORMOption, ...]] = {
    "selectin": (joinedload(Post.author), selectinload(Post.toys)),
    "joined": (joinedload(Post.author), joinedload(Post.toys)),
    "lazy": (lazyload(Post.author), lazyload(Post.toys)),
}
"""How a feed's posts get what belongs to them. To-one is joined even with `selectin`: it adds
no rows. `lazy` is the N+1 problem on purpose: one statement for each attribute of each post."""


@cache
def toy_by_id() -> Select[Toy]:
    """One toy; parameter `id`."""
    return select(Toy).where(Toy.id == bindparam("id"))


@cache
def user_by_id() -> Select[User]:
    """One user with their toys; parameter `id`."""
    return select(User).where(User.id == bindparam("id")).options(selectinload(User.toys))


@cache
def post_by_id() -> Select[Post]:
    """One post with its toys; parameter `id`."""
    return select(Post).where(Post.id == bindparam("id")).options(selectinload(Post.toys))


@cache
def for_update(by_id: Callable[[], Select[Entity]]) -> Select[Entity]:
    """The same row, held until the transaction ends: it cannot vanish under an update.

    Held as an UPDATE would: rows that refer to it may be inserted meanwhile.
    """
    return by_id().with_for_update(key_share=True)


@cache
def toys_with_ids() -> Select[Toy]:
    """The toys that exist of some ids, in the order of ids; parameter `ids`."""
    return select(Toy).where(Toy.id.in_(bindparam("ids", expanding=True))).order_by(Toy.id)


@cache
def toy_page() -> Select[Toy]:
    """Toys in the order of ids; parameters `after` (exclusive), `rows`."""
    return _page(select(Toy), Toy)


@cache
def user_page() -> Select[User]:
    """Users with their toys, in the order of ids; parameters `after` (exclusive), `rows`."""
    return _page(select(User).options(selectinload(User.toys)), User)


@cache
def post_page() -> Select[Post]:
    """Posts with their toys, in the order of ids; parameters `after` (exclusive), `rows`."""
    return _page(select(Post).options(selectinload(Post.toys)), Post)


@cache
def posts_of_user() -> Select[Post]:
    """One author's posts; parameters `user_id`, `after` (exclusive), `rows`."""
    return post_page().where(Post.author_id == bindparam("user_id"))


def _page(statement: Select[Entity], entity: type[Entity]) -> Select[Entity]:
    return (
        statement.where(entity.id > bindparam("after")).order_by(entity.id).limit(bindparam("rows"))
    )


@cache
def newest_posts(load: Load) -> Select[Post]:
    """The posts with the highest ids, with author and toys; parameter `rows`."""
    return select(Post).order_by(Post.id.desc()).limit(bindparam("rows")).options(*LOADING[load])


@cache
def insert_toys() -> Insert:
    """Many toys at once, by the ORM; one parameter set `name` each."""
    return insert(Toy)


@cache
def delete_by_id(entity: type[Entity]) -> ReturningDelete[int]:
    """One toy, user or post, and by cascade what hangs on it; parameter `id`, returned if met."""
    return (
        delete(entity)
        .where(entity.id == bindparam("id"))
        .returning(entity.id)
        .execution_options(synchronize_session=False)  # no session holds the row
    )
