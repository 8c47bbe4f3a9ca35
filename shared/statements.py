"""Every query, as data: functions that return a statement with named parameters.

A statement is built once, and its values travel as parameters. Building one afresh for each
request would cost about as much as running it: `select(...)` and its cache key are Python.
"""

from collections.abc import Callable
from functools import cache
from typing import TypeVar

from sqlalchemy import (
    Insert,
    Select,
    Table,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import joinedload, lazyload, selectinload
from sqlalchemy.orm.interfaces import ORMOption
from sqlalchemy.sql.dml import ReturningDelete

from shared.models import Post, Toy, User, post_toy, user_toy
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
    """The same row, held until the transaction ends: it cannot vanish under an update."""
    return by_id().with_for_update()


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
    """Many toys at once; one parameter set `name` each."""
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


@cache
def link_toy(owner: type[User] | type[Post]) -> Insert:
    """Link a toy to a user or post, if it is not linked yet; parameters `owner`, `toy`."""
    table, owner_id = _association(owner)
    return (
        postgresql.insert(table)
        .values({owner_id: bindparam("owner"), "toy_id": bindparam("toy")})
        .on_conflict_do_nothing()
    )


@cache
def unlink_toy(owner: type[User] | type[Post]) -> ReturningDelete[int]:
    """Take a toy from a user or post; parameters `owner`, `toy`, the latter returned if met."""
    table, owner_id = _association(owner)
    linked = (table.c[owner_id] == bindparam("owner"), table.c.toy_id == bindparam("toy"))
    return delete(table).where(*linked).returning(table.c.toy_id)


@cache
def owner_and_toy_exist(owner: type[User] | type[Post]) -> Select[bool, bool]:
    """Whether a user or post exists, and whether a toy does; parameters `owner`, `toy`."""
    return select(
        select(owner.id).where(owner.id == bindparam("owner")).exists(),
        select(Toy.id).where(Toy.id == bindparam("toy")).exists(),
    )


def _association(owner: type[User] | type[Post]) -> tuple[Table, str]:
    return (user_toy, "user_id") if owner is User else (post_toy, "post_id")


@cache
def user_exists() -> Select[bool]:
    """Whether a user exists; parameter `id`."""
    return select(select(User.id).where(User.id == bindparam("id")).exists())


@cache
def ping() -> Select[int]:
    """The cheapest statement there is."""
    return select(literal_column("1"))


@cache
def sleep() -> Select[None]:
    """The database waits; parameter `seconds`."""
    return select(func.pg_sleep(bindparam("seconds")))
