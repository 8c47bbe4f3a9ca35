"""Every query over tables, for SQLAlchemy Core: functions that return a statement.

As in `entities`, each is built once. A user or post comes with its toys in one statement, as two
arrays, `toy_ids` and `toy_names`, gathered for all rows at once; why not for each row is in
docs/decisions/one-statement-with-toys.md.

An `owner` is the table `users` or `posts`: what toys are linked to.
"""

from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    Insert,
    Select,
    Table,
    any_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.dml import ReturningDelete, ReturningInsert, ReturningUpdate

from shared.models import post_toy, posts, toys, user_toy, users

LINKS = {users: (user_toy, user_toy.c.user_id), posts: (post_toy, post_toy.c.post_id)}
"""Where the toys of users and of posts are linked, and by which column."""


# One by id, and pages


@cache
def toy_by_id() -> Select[*tuple[Any, ...]]:
    """One toy; parameter `id`."""
    return select(toys).where(toys.c.id == bindparam("id"))


@cache
def with_toys_by_id(owner: Table) -> Select[*tuple[Any, ...]]:
    """One user or post with its toys; parameter `id`."""
    return _with_toys(owner, select(owner).where(owner.c.id == bindparam("id")).cte("found"))


@cache
def toys_with_ids() -> Select[*tuple[Any, ...]]:
    """Id and name of the toys that exist of some ids, in the order of ids; parameter `ids`."""
    ids = bindparam("ids", type_=ARRAY(BigInteger))
    return select(toys.c.id, toys.c.name).where(toys.c.id == any_(ids)).order_by(toys.c.id)


@cache
def toy_page() -> Select[*tuple[Any, ...]]:
    """Toys in the order of ids; parameters `after` (exclusive), `rows`."""
    return _page(select(toys), toys)


@cache
def page_with_toys(owner: Table) -> Select[*tuple[Any, ...]]:
    """Users or posts with their toys, in the order of ids; parameters `after`, `rows`."""
    return _page_with_toys(select(owner), owner)


@cache
def posts_of_user() -> Select[*tuple[Any, ...]]:
    """One author's posts; parameters `user_id`, `after` (exclusive), `rows`."""
    return _page_with_toys(select(posts).where(posts.c.author_id == bindparam("user_id")), posts)


@cache
def newest_posts() -> Select[*tuple[Any, ...]]:
    """The posts with the highest ids, with toys and `author_…`; parameter `rows`."""
    newest = (
        select(posts, users.c.name.label("author_name"), users.c.email.label("author_email"))
        .join(users, users.c.id == posts.c.author_id)
        .order_by(posts.c.id.desc())
        .limit(bindparam("rows"))
        .cte("newest")
    )
    return _with_toys(posts, newest).order_by(newest.c.id.desc())


def _page_with_toys(statement: Select[*tuple[Any, ...]], owner: Table) -> Select[*tuple[Any, ...]]:
    page = _page(statement, owner).cte("page")
    return _with_toys(owner, page).order_by(page.c.id)


def _page(statement: Select[*tuple[Any, ...]], table: Table) -> Select[*tuple[Any, ...]]:
    return (
        statement.where(table.c.id > bindparam("after"))
        .order_by(table.c.id)
        .limit(bindparam("rows"))
    )


def _with_toys(owner: Table, rows: CTE) -> Select[*tuple[Any, ...]]:
    """`rows` of the table `owner`, each with its toys; NULL for both arrays when it has none."""
    links, owner_id = LINKS[owner]
    gathered = (
        select(
            owner_id.label("owner_id"),
            func.array_agg(toys.c.id).aggregate_order_by(toys.c.id).label("toy_ids"),
            func.array_agg(toys.c.name).aggregate_order_by(toys.c.id).label("toy_names"),
        )
        .select_from(rows)
        .join(links, owner_id == rows.c.id)
        .join(toys, toys.c.id == links.c.toy_id)
        .group_by(owner_id)
        .subquery("gathered")
    )
    return select(rows, gathered.c.toy_ids, gathered.c.toy_names).outerjoin_from(
        rows, gathered, gathered.c.owner_id == rows.c.id
    )


# Writes; what the server fills in is returned


@cache
def insert_toys() -> Insert:
    """Many toys at once; one parameter set `name` each."""
    return insert(toys)


@cache
def insert_row(table: Table) -> ReturningInsert[*tuple[Any, ...]]:
    """A toy, a user or a post, returned; its columns are the parameters."""
    return insert(table).returning(*table.c)


@cache
def insert_links(owner: Table) -> Insert:
    """Link a new user or post to several toys; parameters `owner`, `toys`."""
    links, owner_id = LINKS[owner]
    linked = select(
        bindparam("owner", type_=BigInteger),
        func.unnest(bindparam("toys", type_=ARRAY(BigInteger))),
    )
    return insert(links).from_select([owner_id, links.c.toy_id], linked)


@cache
def change_toy() -> ReturningUpdate[*tuple[Any, ...]]:
    """One toy, changed and returned; parameters `row`, its id, and `name`."""
    return _change(toys, ("name",))


@cache
def change_with_toys(owner: Table, columns: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    """One user or post, changed, with its toys; parameters `row`, its id, and `columns`."""
    return _with_toys(owner, _change(owner, columns).cte("changed"))


def _change(table: Table, columns: tuple[str, ...]) -> ReturningUpdate[*tuple[Any, ...]]:
    """`updated_at` is set as well: `onupdate` of its column says so."""
    values: dict[str, Any] = {name: bindparam(name) for name in columns}
    return update(table).where(table.c.id == bindparam("row")).values(values).returning(*table.c)


@cache
def delete_by_id(table: Table) -> ReturningDelete[int]:
    """One toy, user or post, and by cascade what hangs on it; parameter `id`, returned if met."""
    return delete(table).where(table.c.id == bindparam("id")).returning(table.c.id)


@cache
def link_toy(owner: Table) -> Insert:
    """Link a toy to a user or post, if it is not linked yet; parameters `owner`, `toy`."""
    links, owner_id = LINKS[owner]
    return (
        postgresql.insert(links)
        .values({owner_id: bindparam("owner"), links.c.toy_id: bindparam("toy")})
        .on_conflict_do_nothing()
    )


@cache
def unlink_toy(owner: Table) -> ReturningDelete[int]:
    """Take a toy from a user or post; parameters `owner`, `toy`, the latter returned if met."""
    links, owner_id = LINKS[owner]
    linked = (owner_id == bindparam("owner"), links.c.toy_id == bindparam("toy"))
    return delete(links).where(*linked).returning(links.c.toy_id)


# What is asked beside


@cache
def owner_and_toy_exist(owner: Table) -> Select[bool, bool]:
    """Whether a user or post exists, and whether a toy does; parameters `owner`, `toy`."""
    return select(
        select(owner.c.id).where(owner.c.id == bindparam("owner")).exists(),
        select(toys.c.id).where(toys.c.id == bindparam("toy")).exists(),
    )


@cache
def user_exists() -> Select[bool]:
    """Whether a user exists; parameter `id`."""
    return select(select(users.c.id).where(users.c.id == bindparam("id")).exists())


@cache
def ping() -> Select[int]:
    """The cheapest statement there is."""
    return select(literal_column("1"))


@cache
def sleep() -> Select[None]:
    """The database waits; parameter `seconds`."""
    return select(func.pg_sleep(bindparam("seconds")))
