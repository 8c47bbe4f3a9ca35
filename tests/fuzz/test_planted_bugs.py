"""The fuzzers can fail: each bug planted in a served app is found, in both worlds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from bench.stacks import STACKS
from tests.fuzz import hostile
from tests.fuzz.fuzzer import Report, fuzz
from tests.fuzz.hostile import Example
from tests.fuzz.planted import BUGS, PlantedStack
from tests.fuzz.served import CONNECTIONS, Served, serve
from tests.fuzz.story import Told, tell
from tests.fuzz.verdicts import wrong_tales

WORLDS = ("flask-psycopg", "fastapi-asyncpg")
TOGETHER = tuple(name for name in BUGS if name != "leak")
"""A leak hides all others: soon nothing but 503 is answered."""
CASES = 110
SEED = 7
TOY, BULK = hostile.FIELDS[2], hostile.FIELDS[5]
EXAMPLES = [Example(TOY, "teddy"), Example(TOY, "a\0b"), Example(BULK, "teddy")]


@dataclass(frozen=True)
class Found:
    report: Report
    told: list[Told]
    troubles: list[str]


@pytest.fixture(scope="module", params=WORLDS)
def world(request: pytest.FixtureRequest) -> str:
    return request.param


@contextmanager
def planted(world: str, bugs: tuple[str, ...], database_url: str) -> Iterator[Served]:
    """Serve the world's stack with these bugs."""
    stack = STACKS[world]
    wrong = PlantedStack(stack.name, stack.framework, stack.server, stack.driver, bugs=bugs)
    with serve(wrong, database_url, {"POOL_TIMEOUT": "0.1"}) as served:
        yield served


@pytest.fixture(scope="module")
def found(world: str, new_database: Callable[[], str]) -> Found:
    """What the fuzzers found where all bugs but the leak are."""
    with planted(world, TOGETHER, new_database()) as served:
        told = tell(served.client, served.url, EXAMPLES)
        report = fuzz(served.url, cases=CASES, seed=SEED)
        return Found(report, told, served.troubles())


@pytest.mark.parametrize(
    ("bug", "where", "check"),
    [
        ("missing_key", "/users", "response_schema_conformance"),
        ("wrong_type", "/posts", "response_schema_conformance"),
        ("status", "DELETE", "status_code_conformance"),
        ("location", "POST", "response_headers_conformance"),
        ("internals", "/", "tells_no_internals"),
    ],
)
def test_a_bug_is_found_out_of_the_document(found: Found, bug: str, where: str, check: str):
    assert bug in TOGETHER
    assert check in {name for operation, name in found.report.findings if where in operation}


def test_a_500_on_nul_is_found_by_a_text(found: Found):
    assert found.told[1].statuses[0] == 500
    assert EXAMPLES[1] in dict(wrong_tales(EXAMPLES, found.told))


def test_a_500_is_found_in_the_log(found: Found):
    assert any("cannot contain NUL" in trouble for trouble in found.troubles)


def test_a_commit_removed_is_found_by_a_text(found: Found):
    assert found.told[0].texts[-1] != found.told[0].texts[-2]
    assert EXAMPLES[0] in dict(wrong_tales(EXAMPLES, found.told))


def test_where_no_bug_is_none_is_found(found: Found):
    assert EXAMPLES[2] not in dict(wrong_tales(EXAMPLES, found.told))
    assert ("GET /health", "response_schema_conformance") not in found.report.findings


def test_a_pool_leak_is_found(world: str, new_database: Callable[[], str]):
    with planted(world, ("leak",), new_database()) as served:
        tell(served.client, served.url, EXAMPLES[:1] * CONNECTIONS)
        assert any("GET /ready answers 503" in trouble for trouble in served.troubles())
