"""`bench postgres`: a server for other programs."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from signal import SIGINT, SIGTERM, Signals

import psycopg
import pytest


@pytest.fixture
def command() -> Iterator[subprocess.Popen[str]]:
    """The command while it serves; it is gone at the end of the test."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench", "postgres", "--until-eof"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        if process.poll() is None:
            process.kill()


def served(command: subprocess.Popen[str]) -> tuple[str, Path]:
    """The URL that it prints, and the folder of the server there."""
    assert command.stdout
    url = command.stdout.readline().strip()
    with psycopg.connect(url) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    assert row
    return url, Path(row[0])


def test_it_ends_with_its_standard_input_and_leaves_nothing(
    command: subprocess.Popen[str],
) -> None:
    _, folder = served(command)
    command.communicate(timeout=60)
    assert (command.returncode, folder.exists()) == (0, False)


@pytest.mark.parametrize("number", [SIGINT, SIGTERM])
def test_it_ends_with_a_signal_and_leaves_nothing(
    command: subprocess.Popen[str], number: Signals
) -> None:
    _, folder = served(command)
    command.send_signal(number)
    command.wait(timeout=60)
    assert (command.returncode, folder.exists()) == (0, False)


def test_the_url_is_all_that_it_prints(command: subprocess.Popen[str]) -> None:
    served(command)
    assert command.communicate(timeout=60) == ("", "")
