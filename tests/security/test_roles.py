"""The app's role does the app's work and can do nothing to the schema."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import make_url

from bench.schema import admitted
from shared.db.roles import admit
from shared.errors import ConfigurationError
from tests.asking import asking, each_kind
from tests.use_cases import USE_CASES

ACLS = (
    "SELECT relname, relacl::text FROM pg_class"
    " UNION SELECT nspname, nspacl::text FROM pg_namespace"
)


@pytest.fixture
def app_url(fresh_database_url: str) -> str:
    return admitted(fresh_database_url)


@pytest.fixture(scope="module")
def app(database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(admitted(database_url), autocommit=True) as connection:
        yield connection


@each_kind
def test_every_use_case_works(app_url: str, kind: tuple[str, str, str]) -> None:
    async def refused() -> list[str]:
        async with asking(app_url, kind) as ask:
            answers = {name: await ask(call) for name, call in USE_CASES.items()}
        return [
            name
            for name, answer in answers.items()
            if isinstance(answer, Exception) and not hasattr(answer, "detail")
        ]

    assert asyncio.run(refused()) == []


REFUSED = pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE INDEX ON toys (name)",
        "ALTER TABLE toys DISABLE TRIGGER ALL",
        "ALTER TABLE toys ADD COLUMN mine int",
        "ALTER TABLE toys OWNER TO crossover_app",
        "DROP TABLE toys",
        "TRUNCATE toys CASCADE",
        "SELECT * FROM alembic_version",
        "UPDATE alembic_version SET version_num = ''",
        "CREATE ROLE mine",
        "ALTER ROLE CURRENT_USER SUPERUSER",
        "SET ROLE postgres",
        "COPY toys TO PROGRAM 'true'",
        "SELECT pg_read_file('postgresql.conf')",
        "ALTER SYSTEM SET fsync = off",
    ],
)


@REFUSED
def test_this_is_refused(app: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement)


def test_it_has_no_right_but_to_log_in(app: psycopg.Connection) -> None:
    rights = app.execute(
        "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
        " FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert rights == (False,) * 5


@pytest.fixture(scope="module")
def former(new_database: Callable[[], str]) -> Iterator[psycopg.Connection]:
    """A role that was there before, and had all that can be granted."""
    url = make_url(new_database())
    app = url.set(username="former")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as owner:
        owner.execute("CREATE ROLE former LOGIN")
        owner.execute(f'GRANT ALL ON DATABASE "{url.database}" TO former')
        owner.execute("GRANT ALL ON SCHEMA public TO former")
        owner.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO former")
        owner.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO former")
        admit(url, app)
        owner.execute("CREATE TABLE later (id int)")
    with psycopg.connect(app.render_as_string(hide_password=False), autocommit=True) as connection:
        yield connection


@REFUSED
def test_a_role_that_could_do_more_before_is_refused_it_too(
    former: psycopg.Connection, statement: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        former.execute(statement)


def test_to_admit_it_again_changes_nothing(fresh_database_url: str, app_url: str) -> None:
    with psycopg.connect(fresh_database_url, autocommit=True) as owner:
        before = sorted(owner.execute(ACLS).fetchall())
        assert admitted(fresh_database_url) == app_url
        assert sorted(owner.execute(ACLS).fetchall()) == before


def test_what_a_later_migration_makes_is_its_too(fresh_database_url: str, app_url: str) -> None:
    with psycopg.connect(fresh_database_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE later (id bigserial, name text)")
    with psycopg.connect(app_url, autocommit=True) as app:
        app.execute("INSERT INTO later (name) VALUES ('a')")
        assert app.execute("DELETE FROM later RETURNING id").fetchone() == (1,)


def test_many_may_admit_it_at_once(new_database: Callable[[], str]) -> None:
    urls = [new_database() for _ in range(4)] * 2
    with ThreadPoolExecutor(len(urls)) as owners:
        apps = list(owners.map(admit_anew, urls))
    for app in apps:
        with psycopg.connect(app) as connection:
            assert connection.execute("SELECT count(*) FROM users").fetchone() == (0,)


def admit_anew(url: str) -> str:
    owner = make_url(url)
    app = owner.set(username="at_once")
    admit(owner, app)
    return app.render_as_string(hide_password=False)


def test_the_owner_is_not_admitted_as_the_app(fresh_database_url: str) -> None:
    url = make_url(fresh_database_url)
    with pytest.raises(ConfigurationError, match="name of its own"):
        admit(url, url)


@pytest.mark.parametrize(
    ("attributes", "says"),
    [
        ("SUPERUSER", "is a superuser"),
        ("CREATEROLE", "may create roles"),
        ("CREATEDB REPLICATION", "may create databases and may replicate"),
        ("BYPASSRLS", "is above row level security"),
        ("IN ROLE postgres", "is the owner too"),
    ],
)
def test_a_role_that_no_grant_bounds_is_not_admitted_as_the_app(
    fresh_database_url: str, attributes: str, says: str
) -> None:
    with psycopg.connect(fresh_database_url, autocommit=True) as owner:
        owner.execute(f"CREATE ROLE mighty {attributes}")
        url = make_url(fresh_database_url)
        try:
            with pytest.raises(ConfigurationError, match=f"^The role mighty {says}, so no grant"):
                admit(url, url.set(username="mighty"))
        finally:
            owner.execute("DROP ROLE mighty")


def command(**variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "shared.db.roles"],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_command_admits_the_role_that_a_url_names(fresh_database_url: str) -> None:
    app = make_url(fresh_database_url).set(username="by_command", password='it\'s%7"odd"')
    named = app.render_as_string(hide_password=False)
    done = command(DATABASE_URL=fresh_database_url, APP_DATABASE_URL=named)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with psycopg.connect(named) as connection:
        assert connection.execute("SELECT count(*) FROM toys").fetchone() == (0,)


def test_the_command_says_in_a_sentence_what_it_lacks(fresh_database_url: str) -> None:
    done = command(DATABASE_URL=fresh_database_url)
    assert (done.returncode, done.stderr) == (2, "APP_DATABASE_URL is not set.\n")
