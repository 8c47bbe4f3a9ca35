"""The schema's history, run on a real server through Alembic's own command line."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

ROOT = Path(__file__).parents[1]
REVISIONS = [
    script.revision
    for script in reversed(
        list(ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).walk_revisions())
    )
]


def alembic(*arguments: str, url: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "alembic", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )


def run(*arguments: str, url: str) -> str:
    done = alembic(*arguments, url=url)
    assert done.returncode == 0, done.stderr
    return done.stdout


def schema(url: str) -> list[tuple[object, ...]]:
    """Every column, constraint and index of ours, as the server describes them."""
    with psycopg.connect(url) as connection:
        return connection.execute(
            """
            SELECT table_name, column_name, data_type || coalesce(column_default, '')
              FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name <> 'alembic_version'
            UNION ALL
            SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
              FROM pg_constraint
             WHERE connamespace = 'public'::regnamespace
               AND conrelid::regclass::text <> 'alembic_version'
            UNION ALL
            SELECT tablename, indexname, indexdef FROM pg_indexes
             WHERE schemaname = 'public' AND tablename <> 'alembic_version'
            ORDER BY 1, 2, 3
            """
        ).fetchall()


def test_every_revision_goes_down_and_up_again(fresh_database_url: str) -> None:
    at_head = schema(fresh_database_url)
    run("downgrade", "base", url=fresh_database_url)
    assert schema(fresh_database_url) == []
    for revision in REVISIONS:
        run("upgrade", revision, url=fresh_database_url)
        there = schema(fresh_database_url)
        run("downgrade", "-1", url=fresh_database_url)
        assert schema(fresh_database_url) != there
        run("upgrade", revision, url=fresh_database_url)
        assert schema(fresh_database_url) == there
    assert schema(fresh_database_url) == at_head


def test_an_index_whose_building_was_interrupted_is_built_again(fresh_database_url: str) -> None:
    run("downgrade", "0002", url=fresh_database_url)
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute("CREATE INDEX ix_posts_author_id ON posts (author_id)")
        index = "indexrelid = 'ix_posts_author_id'::regclass"
        connection.execute(f"UPDATE pg_index SET indisvalid = false WHERE {index}")
    run("upgrade", "0003", url=fresh_database_url)
    with psycopg.connect(fresh_database_url) as connection:
        valid = connection.execute(f"SELECT indisvalid FROM pg_index WHERE {index}").fetchone()
    assert valid == (True,)


def test_models_and_schema_do_not_drift(database_url: str) -> None:
    assert "No new upgrade operations detected" in run("check", url=database_url)


def test_drift_would_be_seen(fresh_database_url: str) -> None:
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute("DROP INDEX ix_posts_author_id")
    assert alembic("check", url=fresh_database_url).returncode != 0


def test_the_sql_can_be_rendered_without_a_database() -> None:
    sql = run("upgrade", "head", "--sql", url="postgresql://nobody@nowhere.invalid/nothing")
    assert "CREATE TABLE users" in sql
    assert "CREATE INDEX CONCURRENTLY" in sql


def test_the_history_tells_every_revision(database_url: str) -> None:
    history = run("history", url=database_url)
    assert all(revision in history for revision in REVISIONS)


@pytest.mark.parametrize("driver", ["psycopg2", "psycopg", "psycopg_async", "asyncpg"])
def test_the_environment_takes_the_url_of_every_driver(database_url: str, driver: str) -> None:
    url = database_url.replace("postgresql://", f"postgresql+{driver}://")
    assert "No new upgrade operations detected" in run("check", url=url)


def test_without_a_url_the_message_says_what_to_set() -> None:
    done = alembic("upgrade", "head")
    assert done.returncode != 0
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("table", ["user_toy", "post_toy"])
def test_the_second_column_of_an_association_has_an_index(database_url: str, table: str) -> None:
    with psycopg.connect(database_url) as connection:
        found = connection.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = %s AND indexdef LIKE %s",
            [table, "%(toy_id)"],
        ).fetchall()
    assert len(found) == 1


def test_a_user_takes_their_posts_along(fresh_database_url: str) -> None:
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute("INSERT INTO users (name, email) VALUES ('Ada', 'ada@example.org')")
        connection.execute("INSERT INTO posts (author_id, title, content) VALUES (1, 't', 'c')")
        connection.execute("DELETE FROM users")
        assert connection.execute("SELECT count(*) FROM posts").fetchall() == [(0,)]
