"""The processes that are measured: each does what it offers, and none outlives its parent."""

from collections.abc import Callable, Iterator
from contextlib import closing

import psutil
import psycopg
import pytest

from bench.dataset import Dataset, load
from bench.errors import UserError
from bench.layers.child.bare_socket import BareSocket
from bench.layers.children import Child
from bench.layers.subjects import Subject, contenders
from shared.settings import Settings

DATASET = Dataset(0.01)
BULK = 1_000


@pytest.fixture(scope="module")
def url(new_database: Callable[[], str]) -> str:
    """A small dataset of the module's own."""
    place = new_database()
    load(place, DATASET)
    return place


def child(subject: Subject, url: str, *styles: str) -> Child:
    names = styles or (subject.style,)
    return Child(subject, names, database_url=url, toys=DATASET.toys, pool_size=2)


@pytest.fixture(scope="module", params=contenders(), ids=lambda subject: subject.name)
def contender(request: pytest.FixtureRequest, url: str) -> Iterator[Child]:
    with closing(child(request.param, url)) as made:
        made.wait()
        yield made


@pytest.mark.parametrize("call", ["row", "page", "feed"])
def test_every_contender_reads(contender: Child, call: str) -> None:
    cpu_s, wall_s = contender.block(call, 2, 1)
    assert cpu_s > 0
    assert wall_s > 0


def test_every_contender_writes_a_thousand_rows_at_once(contender: Child, url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        before = connection.execute("SELECT count(*) FROM toys").fetchone()
        contender.block("bulk", 1, 1)
        after = connection.execute("SELECT count(*) FROM toys").fetchone()
    assert before
    assert after == (before[0] + BULK,)


def test_every_contender_changes_a_row(contender: Child, url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE toys SET name = 'as it was' WHERE id = 1")
        contender.block("change", 1, 1)
        assert connection.execute("SELECT name FROM toys WHERE id = 1").fetchone() == ("toy 0",)


def test_tasks_share_the_calls(url: str) -> None:
    with closing(child(Subject("asyncpg", "aio", "orm"), url)) as made:
        made.wait()
        cpu_s, _ = made.block("row", 8, 4)
    assert cpu_s > 0


@pytest.mark.parametrize(
    "place", [Subject("psycopg2", "sync"), Subject("psycopg", "aio")], ids=lambda place: place.name
)
def test_the_layers_can_all_be_called(url: str, place: Subject) -> None:
    with closing(child(place, url, "orm")) as made:
        spent = {call: made.block(call, 2, 1)[0] for call in made.wait()}
    assert min(spent.values()) > 0


def test_the_bare_socket_gets_the_row(url: str) -> None:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT name FROM toys WHERE id = 1").fetchone()
    assert row
    with BareSocket(Settings(database_url=url)) as bare:
        assert row[0].encode() in bare.row(0)


def test_the_database_knows_a_child_by_its_name(url: str) -> None:
    subject = Subject("psycopg", "sync", "orm")
    with closing(child(subject, url)) as made, psycopg.connect(url) as connection:
        made.wait()
        made.block("row", 1, 1)
        names = connection.execute("SELECT application_name FROM pg_stat_activity").fetchall()
    assert (subject.name,) in names


def test_a_child_that_is_closed_is_gone(url: str) -> None:
    made = child(Subject("psycopg", "sync", "orm"), url)
    process = psutil.Process(made.pid)
    made.wait()
    made.close()
    assert not process.is_running()


def test_a_child_that_cannot_start_says_why() -> None:
    made = child(Subject("psycopg", "sync", "orm"), "mysql://name")
    with closing(made), pytest.raises(UserError) as refused:
        made.wait()
    assert str(refused.value) == (
        "psycopg sync orm cannot be measured: DATABASE_URL is not valid: "
        "must look like postgresql://user:password@host:port/database."
    )
