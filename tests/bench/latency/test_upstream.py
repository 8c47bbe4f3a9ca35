"""Where the proxy leads: to the address of a database's URL that accepts, and to no other."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bench.errors import UserError
from bench.latency.control import LatencyProxy, through
from bench.latency.loop import Address
from bench.latency.upstream import address_of


def leads(url: str) -> Address:
    return address_of(make_url(url))


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGHOST", "PGHOSTADDR", "PGPORT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def port() -> Iterator[int]:
    """A port of 127.0.0.1, and of no other address, that accepts."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with two Unix sockets that accept."""
    with socket.socket(socket.AF_UNIX) as usual, socket.socket(socket.AF_UNIX) as other:
        for listener, number in ((usual, 5432), (other, 5433)):
            listener.bind(str(tmp_path / f".s.PGSQL.{number}"))
            listener.listen()
        yield tmp_path


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p@127.0.0.1:{port}/name",
        "postgresql://u:p%20@127.0.0.1/name?port={port}",
        "postgresql://u@/name?host=127.0.0.1&port={port}",
        "postgresql://u@/name?host=127.0.0.2,127.0.0.1&port={port}",
        "postgresql://u@/name?host=localhost,localhost&hostaddr=::1,127.0.0.1&port={port}",
    ],
)
def test_a_url_leads_to_the_first_address_that_accepts(url: str, port: int) -> None:
    assert leads(url.format(port=port)) == ("127.0.0.1", port)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("postgresql:///name?host={folder}", ".s.PGSQL.5432"),
        ("postgresql://u@/name?host={folder}&port=5433", ".s.PGSQL.5433"),
    ],
)
def test_a_folder_leads_to_the_socket_in_it(url: str, name: str, folder: Path) -> None:
    assert leads(url.format(folder=folder)) == str(folder / name)


def test_a_url_without_a_host_leads_where_libpq_goes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGHOST", str(folder))
    assert leads("postgresql:///name") == str(folder / ".s.PGSQL.5432")


@pytest.mark.parametrize(
    ("url", "tried"),
    [
        ("postgresql://u:hidden@127.0.0.1:1/name", '"127.0.0.1", port 1 failed'),
        ("postgresql://u:hidden@/name?port=1", r"on socket \"/.*/\.s\.PGSQL\.1\" failed"),
        ("postgresql://u:hidden@nowhere.invalid/name", "nowhere.invalid"),
    ],
)
def test_a_database_that_accepts_nowhere_is_refused_with_what_was_tried(
    url: str, tried: str
) -> None:
    expected = rf"^No address of the database accepts a connection \(.*{tried}.*\): start it or"
    with pytest.raises(UserError, match=expected) as refused, LatencyProxy(url):
        pass
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p%40@db/name",
        "postgresql://u:p%40@/name?host=db&port=6000",
        "postgresql://u:p%40@db/name?hostaddr=10.0.0.1",
    ],
)
def test_a_url_through_the_proxy_keeps_user_password_and_name(url: str) -> None:
    found = through(make_url(url), json.loads('["127.0.0.1", 7000]'))
    assert found == "postgresql://u:p%40@127.0.0.1:7000/name"


def test_a_url_without_a_host_leads_through_the_proxys_socket() -> None:
    found = make_url(through(make_url("postgresql:///name"), "/proxy/.s.PGSQL.5433"))
    assert (found.host, found.database, dict(found.query)) == (
        None,
        "name",
        {"host": "/proxy", "port": "5433"},
    )
