"""Every statement as text, of the same shape as in `shared.statements.tables`.

Placeholders are PostgreSQL's own, `$1`, `$2`, …, numbered as they appear, each once: a driver that
knows only others can put those in their place.
"""

from functools import cache

# What each statement returns, in the order of the tuples in `rows`
TOY = "id, name, created_at, updated_at"
USER = "id, name, email, created_at, updated_at"
POST = "id, author_id, title, content, created_at, updated_at"
FEED_POST = (
    "posts.id, posts.title, posts.content, posts.created_at, posts.updated_at, "
    "posts.author_id, users.name AS author_name, users.email AS author_email"
)


def _with_toys(owner: str, statement: str, order: str = "") -> str:
    """Return `statement` with two arrays behind each row, a user or post: the toys linked to it."""
    return (
        f"WITH found AS ({statement}) SELECT found.*, toy_ids, toy_names FROM found LEFT JOIN"
        f" (SELECT {owner}_id AS owner_id, array_agg(toys.id ORDER BY toys.id) AS toy_ids,"
        " array_agg(toys.name ORDER BY toys.id) AS toy_names"
        f" FROM found JOIN {owner}_toy ON {owner}_id = found.id JOIN toys ON toys.id = toy_id"
        f" GROUP BY {owner}_id) AS gathered ON owner_id = found.id{order}"
    )


# One by id, and pages: `after` (exclusive), the number of rows

TOY_BY_ID = f"SELECT {TOY} FROM toys WHERE id = $1"
USER_BY_ID = _with_toys("user", f"SELECT {USER} FROM users WHERE id = $1")
POST_BY_ID = _with_toys("post", f"SELECT {POST} FROM posts WHERE id = $1")
TOYS_WITH_IDS = "SELECT id, name FROM toys WHERE id = ANY($1::bigint[]) ORDER BY id"

PAGE = "id > $1 ORDER BY id LIMIT $2"
TOY_PAGE = f"SELECT {TOY} FROM toys WHERE {PAGE}"
USER_PAGE = _with_toys("user", f"SELECT {USER} FROM users WHERE {PAGE}", " ORDER BY id")
POST_PAGE = _with_toys("post", f"SELECT {POST} FROM posts WHERE {PAGE}", " ORDER BY id")
POSTS_OF_USER = _with_toys(
    "post",
    f"SELECT {POST} FROM posts WHERE author_id = $1 AND id > $2 ORDER BY id LIMIT $3",
    " ORDER BY id",
)
NEWEST_POSTS = _with_toys(
    "post",
    f"SELECT {FEED_POST} FROM posts JOIN users ON users.id = posts.author_id"
    " ORDER BY posts.id DESC LIMIT $1",
    " ORDER BY id DESC",
)


# Writes; what the server fills in is returned

INSERT_TOY = f"INSERT INTO toys (name) VALUES ($1) RETURNING {TOY}"
INSERT_USER = f"INSERT INTO users (name, email) VALUES ($1, $2) RETURNING {USER}"
INSERT_POST = f"INSERT INTO posts (author_id, title, content) VALUES ($1, $2, $3) RETURNING {POST}"
LINK_NEW_USER = "INSERT INTO user_toy (user_id, toy_id) SELECT $1::bigint, unnest($2::bigint[])"
LINK_NEW_POST = "INSERT INTO post_toy (post_id, toy_id) SELECT $1::bigint, unnest($2::bigint[])"

DELETE_TOY = "DELETE FROM toys WHERE id = $1 RETURNING id"
DELETE_USER = "DELETE FROM users WHERE id = $1 RETURNING id"
DELETE_POST = "DELETE FROM posts WHERE id = $1 RETURNING id"


@cache
def change_toy(columns: tuple[str, ...]) -> str:
    """Return the statement that changes a toy; values: each column's, then the id."""
    return _change("toys", columns, TOY)


@cache
def change_user(columns: tuple[str, ...]) -> str:
    """Return the statement that changes a user, who comes with their toys."""
    return _with_toys("user", _change("users", columns, USER))


@cache
def change_post(columns: tuple[str, ...]) -> str:
    """Return the statement that changes a post, which comes with its toys."""
    return _with_toys("post", _change("posts", columns, POST))


def _change(table: str, columns: tuple[str, ...], returned: str) -> str:
    values = "".join(f"{column} = ${number}, " for number, column in enumerate(columns, 1))
    return (
        f"UPDATE {table} SET {values}updated_at = now()"
        f" WHERE id = ${len(columns) + 1} RETURNING {returned}"
    )


# Links: the owner's id, the toy's id

ADD_TOY_TO_USER = "INSERT INTO user_toy (user_id, toy_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
ADD_TOY_TO_POST = "INSERT INTO post_toy (post_id, toy_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
REMOVE_TOY_FROM_USER = "DELETE FROM user_toy WHERE user_id = $1 AND toy_id = $2 RETURNING toy_id"
REMOVE_TOY_FROM_POST = "DELETE FROM post_toy WHERE post_id = $1 AND toy_id = $2 RETURNING toy_id"
USER_AND_TOY_EXIST = (
    "SELECT EXISTS (SELECT FROM users WHERE id = $1), EXISTS (SELECT FROM toys WHERE id = $2)"
)
POST_AND_TOY_EXIST = (
    "SELECT EXISTS (SELECT FROM posts WHERE id = $1), EXISTS (SELECT FROM toys WHERE id = $2)"
)

USER_EXISTS = "SELECT EXISTS (SELECT FROM users WHERE id = $1)"
PING = "SELECT 1"
SLEEP = "SELECT pg_sleep($1)"
