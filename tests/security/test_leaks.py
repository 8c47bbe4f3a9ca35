"""No answer tells what is inside: no trace, SQL, path, driver or version, whatever goes wrong."""

import re
from collections.abc import Callable, Iterator

import httpx2
import psycopg
import pytest

from bench.schema import admitted
from bench.servers import Server
from bench.stacks import STACKS

KINDS = [  # each server, each driver, each style, both bridges
    *("flask-psycopg2-core", "flask-psycopg2-gevent", "flask-psycopg-granian"),
    *("fastapi-psycopg", "fastapi-asyncpg-raw", "fastapi-tortoise", "fastapi-asyncpg-granian"),
    *("fastapi-threads-psycopg2", "fastapi-blocking-psycopg2"),
]
INSIDE = re.compile(
    r"traceback|\.py\b|line \d|site-packages|/srv|/usr|/root|/home"
    r"|psycopg|asyncpg|sqlalchemy|tortoise|libpq|postgres"
    r"|flask|werkzeug|fastapi|starlette|pydantic|gunicorn|gevent|uvicorn|granian|python|rust"
    r"|\bselect\b|\binsert\b|relation|sqlstate|statement|column|crossover|127\.0\.0\.1",
    re.IGNORECASE,
)
WRONG = {"500": "/toys", "503": "/users", "504": "/slow?ms=3000"}


def told(answer: httpx2.Response) -> str:
    return f"{answer.headers.multi_items()} {answer.text}"


@pytest.fixture(scope="module", params=KINDS)
def answers(
    request: pytest.FixtureRequest, new_database: Callable[[], str]
) -> Iterator[dict[str, httpx2.Response]]:
    """One answer of each kind: a table is missing, another locked, a statement takes too long."""
    url = new_database()
    limits = {"LOCK_TIMEOUT_MS": "100", "STATEMENT_TIMEOUT_MS": "500"}
    served = Server(STACKS[request.param], database_url=admitted(url), env=limits)
    with served as server, psycopg.connect(url) as owner:
        owner.execute("ALTER TABLE toys RENAME TO gone")
        owner.commit()
        owner.execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE")
        yield {
            status: httpx2.get(f"{server.url}{path}", timeout=60, trust_env=False)
            for status, path in WRONG.items()
        }


@pytest.mark.parametrize("status", WRONG)
def test_a_failure_is_a_problem_document_that_tells_nothing(
    answers: dict[str, httpx2.Response], status: str
) -> None:
    answer = answers[status]
    assert str(answer.status_code) == status
    assert list(answer.json()) == ["type", "title", "status", "detail"]
    assert not INSIDE.findall(told(answer)), told(answer)


@pytest.mark.parametrize("status", WRONG)
def test_a_failure_has_the_security_headers(
    answers: dict[str, httpx2.Response], status: str
) -> None:
    assert answers[status].headers["x-content-type-options"] == "nosniff"
    assert answers[status].headers["cache-control"] == "no-store"
