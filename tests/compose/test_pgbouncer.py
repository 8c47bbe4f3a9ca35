"""Transaction pooling: what PgBouncer is told, and what breaks for whom without it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from tests.compose.project import ROOT, Project, apps_of, url

VISITS = 200
VISITORS = 16
PATHS = ("/toys/1", "/users/1", "/posts/1", "/users?limit=5", "/posts?limit=5", "/feed?limit=5")


@pytest.fixture(scope="module")
def pooled(project: Project) -> Iterator[Project]:
    project.up("pgbouncer")
    yield project
    project.down()


@pytest.fixture(scope="module")
def forgetful(pooled: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The same with a PgBouncer that does not keep track of prepared statements."""
    folder = tmp_path_factory.mktemp("pgbouncer")
    settings = (ROOT / "deploy/pgbouncer/pgbouncer.ini").read_text()
    changed = settings.replace("max_prepared_statements = 200", "max_prepared_statements = 0")
    assert changed != settings
    (folder / "pgbouncer.ini").write_text(changed)
    (folder / "override.yml").write_text(
        "services:\n  pgbouncer:\n    volumes:\n"
        f"      - {folder}/pgbouncer.ini:/etc/pgbouncer/pgbouncer.ini:ro\n"
    )
    folder.chmod(0o755)
    (folder / "pgbouncer.ini").chmod(0o644)
    pooled.up("pgbouncer", files=(folder / "override.yml",))
    return pooled


def asked_through_pgbouncer(project: Project, statement: str) -> str:
    code = (
        "import os, psycopg;"
        f"print(psycopg.connect(os.environ['DATABASE_URL']).execute({statement!r}).fetchone()[0])"
    )
    return project.inside("flask-psycopg-pgbouncer", code)


def failures(app: str) -> int:
    """How many of some visits at once were not answered with a 200."""

    def visit(number: int) -> bool:
        path = PATHS[number % len(PATHS)]
        return httpx2.get(f"{url(app)}{path}", timeout=20).status_code != 200

    with ThreadPoolExecutor(VISITORS) as visitors:
        return sum(visitors.map(visit, range(VISITS)))


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        ("statement_timeout", "10s"),
        ("lock_timeout", "5s"),
        ("idle_in_transaction_session_timeout", "10s"),
    ],
)
def test_sessions_have_their_time_limits(pooled: Project, limit: str, value: str) -> None:
    assert asked_through_pgbouncer(pooled, f"SHOW {limit}") == value


def test_apps_are_not_the_owner_of_the_schema(pooled: Project) -> None:
    assert asked_through_pgbouncer(pooled, "SELECT current_user") == "crossover_app"


def test_sessions_speak_utc(pooled: Project) -> None:
    assert asked_through_pgbouncer(pooled, "SHOW timezone") == "UTC"


@pytest.mark.usefixtures("pooled")
@pytest.mark.parametrize("app", apps_of("pgbouncer"))
def test_visitors_share_connections_without_a_failure(app: str) -> None:
    assert failures(app) == 0


def test_all_apps_together_hold_no_more_connections_than_the_pool(pooled: Project) -> None:
    for app in apps_of("pgbouncer"):
        failures(app)
    count = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
    assert 1 < int(asked_through_pgbouncer(pooled, count)) <= 16


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize(
    "app", ["fastapi-asyncpg-pgbouncer", "flask-psycopg-pgbouncer", "fastapi-psycopg-pgbouncer"]
)
def test_a_driver_that_prepares_statements_fails_where_pgbouncer_forgets_them(app: str) -> None:
    assert failures(app) > 0


@pytest.mark.usefixtures("forgetful")
def test_psycopg2_prepares_none_and_does_not_care() -> None:
    assert failures("flask-psycopg2-pgbouncer") == 0
