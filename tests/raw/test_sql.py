"""The texts of the style `raw`: what they return, and how they read to psycopg2."""

import asyncio
from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from shared.repositories.raw import sql
from shared.repositories.raw.psycopg2.sync import with_percent
from shared.repositories.raw.rows import FeedPost, Post, Toy, ToyRef, User

RETURNED = {
    sql.TOY_BY_ID: Toy,
    sql.TOY_PAGE: Toy,
    sql.INSERT_TOY: Toy,
    sql.change_toy(("name",)): Toy,
    sql.TOYS_WITH_IDS: ToyRef,
    sql.USER_BY_ID: User,
    sql.USER_PAGE: User,
    sql.change_user(("name", "email")): User,
    sql.POST_BY_ID: Post,
    sql.POST_PAGE: Post,
    sql.POSTS_OF_USER: Post,
    sql.change_post(("title", "content")): Post,
    sql.NEWEST_POSTS: FeedPost,
}
OWN_COLUMNS = {sql.INSERT_USER: User, sql.INSERT_POST: Post}
TEXTS = [
    *(text for name, text in vars(sql).items() if name.isupper() and " $1" in text),
    *(
        change((column,))
        for change, column in [(sql.change_user, "email"), (sql.change_post, "title")]
    ),
]


@pytest.fixture(scope="module")
def columns(database_url: str) -> Callable[[str], tuple[str, ...]]:
    """The names of what a statement returns, as the server knows them."""

    async def ask() -> dict[str, tuple[str, ...]]:
        connection = await asyncpg.connect(database_url)
        try:
            prepared = {text: await connection.prepare(text) for text in [*RETURNED, *OWN_COLUMNS]}
            return {
                text: tuple(attribute.name for attribute in statement.get_attributes())
                for text, statement in prepared.items()
            }
        finally:
            await connection.close()

    return asyncio.run(ask()).__getitem__


@pytest.mark.parametrize(("text", "row"), RETURNED.items())
def test_columns_are_in_the_order_of_the_tuple(columns: Any, text: str, row: type[Toy]) -> None:
    assert columns(text) == row._fields


@pytest.mark.parametrize(("text", "row"), OWN_COLUMNS.items())
def test_what_was_inserted_comes_without_toys(columns: Any, text: str, row: type[User]) -> None:
    assert columns(text) == row._fields[:-2]


@pytest.mark.parametrize("text", TEXTS)
def test_psycopg2_can_run_every_text(text: str) -> None:
    assert with_percent(text).count("%s") == text.count("$")


def test_a_percent_sign_in_a_text_stays_one() -> None:
    assert with_percent("SELECT $1 % 2") == "SELECT %s %% 2"


@pytest.mark.parametrize("text", ["SELECT $2, $1", "SELECT $1, $1", "SELECT $2"])
def test_placeholders_in_another_order_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="numbered as they appear"):
        with_percent(text)
