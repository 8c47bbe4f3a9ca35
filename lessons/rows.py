"""Rows for lessons: the same ones each time, made by the server itself."""

import psycopg


def fill(dsn: str, *, users: int = 0, toys: int = 0, each: int = 0, posts: int = 0) -> None:
    """Fill the service's tables; ids begin with 1, and every owner gets `each` toys in turn."""
    with psycopg.connect(dsn) as connection:
        connection.execute(
            "INSERT INTO toys (name) SELECT 'toy ' || n FROM generate_series(1, %s) n", [toys]
        )
        connection.execute(
            "INSERT INTO users (name, email) SELECT 'user ' || n, 'user' || n || '@example.org'"
            " FROM generate_series(1, %s) n",
            [users],
        )
        connection.execute(
            "INSERT INTO posts (author_id, title, content)"
            " SELECT 1 + (n - 1) %% %s, 'post ' || n, 'text of post ' || n"
            " FROM generate_series(1, %s) n",
            [max(users, 1), posts],
        )
        for owner, number in (("user", users), ("post", posts)):
            connection.execute(
                f"INSERT INTO {owner}_toy ({owner}_id, toy_id)"  # noqa: S608
                " SELECT n, 1 + (n * %(each)s + k) %% greatest(%(toys)s, 1)"
                " FROM generate_series(1, %(owners)s) n, generate_series(1, %(each)s) k",
                {"owners": number, "each": min(each, toys), "toys": toys},
            )
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("ANALYZE")
