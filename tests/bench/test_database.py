import psycopg
import pytest

from bench.database import database, local_server_pid
from bench.errors import UserError
from bench.postgres import EmbeddedPostgres


def test_without_a_url_there_is_an_embedded_server_while_it_is_needed() -> None:
    with database(None) as own, psycopg.connect(own.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        connection.close()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(own.url, connect_timeout=2)


def test_a_named_server_is_used_as_it_is(postgres: EmbeddedPostgres) -> None:
    with database(postgres.url) as named:
        assert (named.url, named.embedded) == (postgres.url, False)


def test_a_named_server_on_this_machine_is_found(postgres: EmbeddedPostgres) -> None:
    assert local_server_pid(postgres.url) == postgres.pid


def test_the_cpu_of_a_named_server_on_this_machine_can_be_read(postgres: EmbeddedPostgres) -> None:
    with database(postgres.url) as named:
        assert (named.cpu_seconds() or 0) > 0


def test_the_cpu_of_a_server_elsewhere_cannot_be_read(
    postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a server elsewhere gives pids that mean something else here
    monkeypatch.setattr("psutil.Process.name", lambda _: "something else")
    with database(postgres.url) as named:
        assert named.cpu_seconds() is None


@pytest.mark.parametrize(
    "url",
    [
        "mysql://user@127.0.0.1/name",
        "postgresql+psycopg://user@127.0.0.1/name",
        "127.0.0.1:5432",
        "",
        "postgresql://us%er:hidden%zz@127.0.0.1/name",
    ],
)
def test_a_url_that_is_not_postgresqls_is_refused(url: str) -> None:
    with pytest.raises(UserError, match=r"^The database's URL must look like postgresql://[^%]*$"):
        local_server_pid(url)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("postgresql://user:hidden@127.0.0.1:1/name", "127.0.0.1:1"),
        ("postgresql://user:hidden@nowhere.invalid/name", "nowhere.invalid:5432"),
    ],
)
def test_a_server_that_does_not_answer_is_said_in_a_line(url: str, place: str) -> None:
    with pytest.raises(UserError) as caught:
        local_server_pid(url)
    assert str(caught.value).startswith(f"The database at {place} cannot be used (")
    assert not {"\n", "hidden"} & set(str(caught.value).split())


def test_a_wrong_password_is_said(postgres: EmbeddedPostgres) -> None:
    with pytest.raises(UserError, match="password authentication failed"):
        local_server_pid(postgres.url.replace("postgres:", "postgres:wrong"))
