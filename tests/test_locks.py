"""What holds a row does not hold up more than it has to."""

import asyncio
from collections.abc import Callable

import psycopg
import pytest

from shared.schemas import UserChange, UserCreate
from tests.asking import Kind, asking, each_kind

WAIT_IN_UPDATE = """
CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$;
CREATE TRIGGER wait AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION wait();
"""
WAITING = """
SELECT count(*) FROM pg_locks
WHERE locktype = 'advisory' AND NOT granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
PATIENT = {"statement_timeout_ms": 60_000, "lock_timeout_ms": 60_000}
POST = "INSERT INTO posts (author_id, title, content) VALUES (%s, 'On kites', 'They fly.')"


@pytest.fixture(scope="module")
def waiting_url(new_database: Callable[[], str]) -> str:
    """A database where an update of a user waits, its row held, for the advisory lock 1."""
    url = new_database()
    with psycopg.connect(url) as connection:
        connection.execute(WAIT_IN_UPDATE)
    return url


@each_kind
def test_a_user_who_is_being_changed_can_get_posts(waiting_url: str, kind: Kind):
    async def scene() -> object:
        ada = UserCreate(name="Ada", email=f"{'-'.join(kind)}@example.org")
        async with asking(waiting_url, kind, **PATIENT) as ask:
            user = await ask(lambda r: r.create_user(ada))
            with psycopg.connect(waiting_url, autocommit=True) as other:
                other.execute("SELECT pg_advisory_lock(1)")
                rename = ask(lambda r: r.update_user(user["id"], UserChange(name="Ada L.")))
                change = asyncio.ensure_future(rename)
                try:
                    while not other.execute(WAITING).fetchone()[0]:
                        assert not change.done(), await change
                        await asyncio.sleep(0.01)
                    other.execute("SET lock_timeout = '1s'")
                    other.execute(POST, [user["id"]])
                finally:
                    other.execute("SELECT pg_advisory_unlock(1)")
                    changed = await change
        return changed["name"]

    assert asyncio.run(asyncio.wait_for(scene(), 60)) == "Ada L."
