"""`python -m lessons` as people run it."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import psutil
import psycopg
import pytest
from alembic import command
from sqlalchemy import make_url

from bench.postgres import EmbeddedPostgres
from lessons import cli
from lessons.catalogue import entries
from lessons.cli import main
from tests.bench.comparison.in_process import Said, called
from tests.bench.endings import wait_until_gone

GUNICORN = 2
"""Its processes: one that leads, and a worker."""


def lessons(*arguments: str) -> Said:
    """Run the command line to its end."""
    return called(main, "python -m lessons", *arguments)


@pytest.fixture(scope="module")
def listing() -> str:
    return lessons().stdout


def test_the_list_has_every_lesson_with_its_title(listing: str) -> None:
    missing = [e.name for e in entries() if not (e.name in listing and e.title in listing)]
    assert missing == []


def test_the_list_fits_into_80_columns(listing: str) -> None:
    assert max(map(len, listing.splitlines())) <= 80


def test_names_are_printed_bare() -> None:
    assert lessons("--names").stdout.split("\n") == [*(entry.name for entry in entries()), ""]


def test_a_lesson_runs_on_an_embedded_server() -> None:
    words = [sys.executable, "-m", "lessons", "n-plus-one"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=100)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_misspelt_name_is_answered_with_close_ones() -> None:
    done = lessons("n-plus-on")
    expected = "Error: There is no lesson or group 'n-plus-on': did you mean n-plus-one?\n"
    assert (done.code, done.stderr) == (2, expected)


def test_an_unknown_name_is_answered_with_the_way_to_the_list() -> None:
    assert "`python -m lessons` lists them" in lessons("zzzzzzzz").stderr


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "'nonsense' is no database URL"),
        ("postgresql://postgres@127.0.0.1:1/postgres", "does not do what lessons need"),
    ],
)
def test_a_server_that_cannot_be_used_is_refused_in_a_sentence(url: str, sentence: str) -> None:
    done = lessons("n-plus-one", "--database-url", url)
    assert (done.code, sentence in done.stderr, done.stderr.count("\n")) == (2, True, 1)


def test_a_user_who_may_not_create_databases_is_told_what_to_do(postgres: EmbeddedPostgres) -> None:
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("CREATE ROLE visitor LOGIN PASSWORD 'visitor'")
    url = make_url(postgres.url).set(username="visitor", password="visitor")
    done = lessons("n-plus-one", "--database-url", url.render_as_string(hide_password=False))
    assert (done.code, "ALTER ROLE … CREATEDB" in done.stderr) == (2, True)


def databases(url: str) -> set[str]:
    """All but those that other tests make meanwhile."""
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT datname FROM pg_database WHERE datname !~ '^test_'")
        return {name for (name,) in names}


def test_a_lesson_leaves_a_named_server_as_it_was(
    postgres: EmbeddedPostgres, new_database: Callable[[], str]
) -> None:
    url = new_database()
    before = databases(postgres.url)
    done = lessons("n-plus-one", "--database-url", url)
    assert (done.code, databases(postgres.url)) == (0, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_lesson_that_is_interrupted_leaves_neither_database_nor_process(
    postgres: EmbeddedPostgres, new_database: Callable[[], str], number: signal.Signals
) -> None:
    url = new_database()
    before = databases(postgres.url)
    words = [sys.executable, "-m", "lessons", "flask-async-views", "--database-url", url]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        children: list[psutil.Process] = []
        while len(children) < GUNICORN and process.poll() is None:
            time.sleep(0.02)
            children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(number)
        said = process.communicate(timeout=100)[1]
    # CPython ends by the signal where it met an `exec`, though the exception was handled
    assert process.returncode in (130, -signal.SIGINT)
    assert said == b"Interrupted.\n"
    assert databases(postgres.url) == before
    assert [child for child in children if not wait_until_gone(child.pid)] == []


def test_a_migration_that_is_interrupted_leaves_no_database(
    postgres: EmbeddedPostgres, new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = new_database()
    before = databases(postgres.url)
    monkeypatch.setattr(command, "upgrade", Mock(side_effect=KeyboardInterrupt))
    done = lessons("n-plus-one", "--database-url", url)
    assert (done.code, databases(postgres.url)) == (130, before)


@pytest.mark.parametrize("file", ["missing/page.md", "."])
def test_a_page_that_cannot_be_written_is_refused_before_any_lesson(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "page", Mock(side_effect=AssertionError("lessons ran")))
    done = lessons("--markdown", file, "--database-url", "postgresql://postgres@127.0.0.1:1/none")
    assert (done.code, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith(f"Error: Cannot write {file} (")


def test_asking_whether_a_page_can_be_written_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("text")
    for name in ("there.md", "new.md"):
        cli.require_writable(tmp_path / name)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("there.md", "text")]


@pytest.mark.parametrize("option", ["--names", "--database-url", "--markdown"])
def test_an_option_stands_in_the_readme(option: str) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    section = readme.partition("\n## Lessons\n")[2].partition("\n## ")[0]
    assert option in section


def test_every_option_is_among_those() -> None:
    assert set(re.findall(r"--[a-z-]+", lessons("--help").stdout)) == {
        "--help",
        "--names",
        "--database-url",
        "--markdown",
    }
