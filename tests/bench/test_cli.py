"""The command line: what it lists, and how it refuses what cannot be done."""

import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import psycopg
import pytest

from bench.ports import free_port
from bench.postgres import EmbeddedPostgres
from bench.stacks import STACKS
from tests.bench.comparison.in_process import bench, refusal

UNREACHABLE = "postgresql://someone:hidden@127.0.0.1:1/name"


def run(out: Path, *options: str, stacks: str = "flask-psycopg") -> str:
    """Return how `bench run` refuses; it must leave no folder of results."""
    sentence = refusal("run", "--stacks", stacks, "--out", str(out), *options)
    assert list(out.iterdir()) == []
    return sentence


def test_the_stacks_are_listed_for_people() -> None:
    said = bench("stacks").stdout
    assert [name for name in STACKS if name not in said] == []


def test_the_stacks_are_listed_for_programs() -> None:
    listed = json.loads(bench("stacks", "--json").stdout)
    keys = ["name", "framework", "server", "driver", "style", "warning", "groups"]
    assert [list(stack) for stack in listed] == [keys] * len(STACKS)
    assert [stack["name"] for stack in listed] == list(STACKS)


def test_without_a_command_there_is_help() -> None:
    said = bench()
    commands = ("run", "stacks", "serve", "verify", "doctor", "compare", "report")
    assert [name for name in commands if name not in said.stdout + said.stderr] == []


@pytest.mark.parametrize("command", ["run", "stacks", "serve", "verify", "doctor", "compare"])
def test_every_command_explains_itself(command: str) -> None:
    assert bench(command, "--help").code == 0


@pytest.mark.parametrize(
    "command",
    ["run --stacks flask-psycopgg", "serve flask-psycopgg", "verify flask-psycopgg"],
)
def test_an_unknown_stack_is_refused_with_those_that_are_meant(command: str) -> None:
    sentence = refusal(*command.split())
    assert sentence.startswith("There is no stack named 'flask-psycopgg': did you mean flask-psyc")


@pytest.mark.parametrize("name", ["[/]", "[red]", "[/nonesuch]"])
def test_an_unknown_stack_is_quoted_as_it_was_typed(name: str) -> None:
    assert repr(name) in refusal("serve", name)


def test_an_unknown_workload_is_refused(tmp_path: Path) -> None:
    sentence = run(tmp_path, "--workload", "nonesuch")
    assert sentence.startswith("There is no workload named 'nonesuch': there are read, ")


@pytest.mark.parametrize(
    "options",
    [
        ("--workload", ","),
        ("--users", "none"),
        ("--rates", "fast"),
        ("--think", "long"),
        ("--arrivals", "bursts"),
        ("--scale", "0"),
        ("--preset", "nonesuch"),
    ],
    ids=lambda options: options[0],
)
def test_an_option_that_makes_no_sense_is_refused(tmp_path: Path, options: tuple[str, ...]) -> None:
    assert run(tmp_path, *options)


@pytest.mark.parametrize(
    "option",
    [
        *(("--window", "0"), ("--rounds", "0"), ("--nonesuch",), ("--budget", "x")),
        *(("--window", "inf"), ("--warmup", "inf"), ("--precision", "inf"), ("--budget", "inf")),
    ],
)
def test_an_option_that_typer_refuses_ends_with_code_2_too(option: tuple[str, ...]) -> None:
    said = bench("run", *option)
    assert (said.code, "Traceback" in said.stderr, option[0] in said.stderr) == (2, False, True)


def test_a_taken_port_is_refused(database_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        sentence = refusal(
            "serve", "flask-psycopg", "--port", str(port), "--database-url", database_url
        )
    assert sentence == f"Port {port} of 127.0.0.1 is taken: choose another."


COMMANDS = ("run --stacks flask-psycopg", "serve flask-psycopg", "verify flask-psycopg")


@pytest.fixture(params=COMMANDS, ids=lambda command: command.split()[0])
def with_database(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, ...]:
    """A command that takes a database; its URL is still to come."""
    words = tuple(request.param.split())
    out = ("--out", str(tmp_path)) if words[0] == "run" else ()
    return (*words, *out, "--database-url")


def test_a_database_that_does_not_answer_is_refused(with_database: tuple[str, ...]) -> None:
    sentence = refusal(*with_database, UNREACHABLE)
    assert sentence.startswith("The database at 127.0.0.1:1 cannot be used (")
    assert "hidden" not in sentence


def test_a_url_that_is_not_postgresqls_is_refused(with_database: tuple[str, ...]) -> None:
    sentence = refusal(*with_database, "mysql://someone:hidden@127.0.0.1/name")
    assert sentence.startswith("The database's URL must look like postgresql://")
    assert "hidden" not in sentence


def test_a_run_whose_database_does_not_answer_leaves_no_results(tmp_path: Path) -> None:
    assert run(tmp_path, "--database-url", UNREACHABLE)


@pytest.fixture(scope="module")
def narrow() -> Iterator[str]:
    """The URL of a server that takes seventeen connections, and three of superusers."""
    settings = {"max_connections": "20", "superuser_reserved_connections": "3"}
    with EmbeddedPostgres(settings=settings) as server:
        yield server.url


def test_stacks_that_need_too_many_connections_are_refused(tmp_path: Path, narrow: str) -> None:
    stacks = "flask-psycopg,flask-psycopg2,fastapi-asyncpg"
    sentence = run(tmp_path, "--database-url", narrow, stacks=stacks)
    assert sentence.startswith("3 stacks need 29 database connections in all, and the server gives")


@pytest.mark.parametrize("stack", ["flask-psycopg2", "fastapi-asyncpg"])
def test_a_served_stack_that_needs_too_many_connections_is_refused(narrow: str, stack: str) -> None:
    options = ("--port", str(free_port()), "--connections", "18", "--database-url", narrow)
    sentence = refusal("serve", stack, *options)
    assert sentence.startswith(f"{stack} does not start: ")
    assert "max_connections" in sentence


def test_a_database_with_users_of_its_own_is_left_alone(
    tmp_path: Path, fresh_database_url: str
) -> None:
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute("INSERT INTO users (name, email) VALUES ('Ada', 'ada@example.com')")
    sentence = run(tmp_path, "--database-url", fresh_database_url)
    assert sentence.startswith("The database holds users of its own, which the dataset would")
    with psycopg.connect(fresh_database_url) as connection:
        assert connection.execute("SELECT email FROM users").fetchall() == [("ada@example.com",)]


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    sentence = refusal("run", "--stacks", "flask-psycopg", "--out", str(file))
    assert sentence.startswith(f"Cannot write results below {file} (")


@pytest.mark.parametrize("command", ["report {}", "report --markdown {}", "compare {} {}"])
def test_results_that_are_not_there_are_refused(tmp_path: Path, command: str) -> None:
    missing = tmp_path / "results.json"
    sentence = refusal(*command.format(missing, missing).split())
    assert str(missing) in sentence


def test_a_threshold_that_is_none_is_refused(tmp_path: Path) -> None:
    sentence = refusal("compare", str(tmp_path), str(tmp_path), "--fail-if-slower", "much")
    assert sentence.startswith("'much' is not a threshold")


def test_a_url_where_nothing_answers_is_refused() -> None:
    assert refusal("verify", "http://127.0.0.1:1").startswith("Nothing answers HTTP at http://")


class Stranger(BaseHTTPRequestHandler):
    """Another service than ours."""

    def do_GET(self) -> None:
        self.send_error(418)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def strange_service() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Stranger) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_a_service_that_breaks_the_contract_fails_its_verification() -> None:
    with strange_service() as url:
        said = bench("verify", url)
    assert said.code == 1
    assert re.search(r"\d+ of \d+ checks of the contract hold\.\n$", said.stdout)
