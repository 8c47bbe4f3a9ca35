"""The Dockerfiles keep to hadolint's rules, and to some of our own."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from shared.settings import Settings

ROOT = Path(__file__).parents[2]
DOCKERFILES = sorted([*ROOT.glob("*.Dockerfile"), *ROOT.glob("deploy/**/Dockerfile")])


APPS = [ROOT / "sync.Dockerfile", ROOT / "async.Dockerfile"]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", DOCKERFILES, ids=named)
def test_hadolint_finds_nothing(path: Path) -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, path], capture_output=True, text=True, timeout=60)
    assert done.stdout + done.stderr == ""


@pytest.mark.parametrize("path", DOCKERFILES, ids=named)
def test_base_images_are_arguments(path: Path) -> None:
    bases = [line.split()[1] for line in path.read_text().splitlines() if line.startswith("FROM")]
    assert bases
    assert all(base.startswith("${") for base in bases)


@pytest.mark.parametrize("path", DOCKERFILES, ids=named)
def test_an_image_has_a_user_without_rights(path: Path) -> None:
    users = [line for line in path.read_text().splitlines() if line.startswith("USER")]
    assert users == ["USER 10001:10001"]


@contextmanager
def answering(status: int) -> Iterator[int]:
    """The port of an app that gives every GET this status."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as app:
        thread = Thread(target=app.serve_forever)
        thread.start()
        try:
            yield app.server_port
        finally:
            app.shutdown()
            thread.join()


def health_check(path: Path) -> tuple[str, str]:
    """Return the options and the program of an image's health check."""
    options, program = re.findall(r"^HEALTHCHECK (.*?) CMD (\[.*\])$", joined(path), re.M)[0]
    return options, json.loads(program)[-1]


def joined(path: Path) -> str:
    return re.sub(r"\\\n\s*", "", path.read_text())


@pytest.mark.parametrize("path", APPS, ids=named)
@pytest.mark.parametrize(("status", "exit_code"), [(200, 0), (503, 0), (500, 1), (404, 1)])
def test_an_app_is_well_that_answers_or_is_full(path: Path, status: int, exit_code: int) -> None:
    _, program = health_check(path)
    with answering(status) as port:
        command = [sys.executable, "-I", "-S", "-c", program.replace("8000", str(port))]
        assert subprocess.run(command, timeout=60).returncode == exit_code


@pytest.mark.parametrize("path", APPS, ids=named)
def test_a_health_check_may_wait_for_a_thread(path: Path) -> None:
    options, program = health_check(path)
    patience_s = [re.findall(r"timeout=(\d+)", text)[0] for text in (program, options)]
    pool_timeout_s = Settings.model_fields["pool_timeout"].default
    assert pool_timeout_s < float(patience_s[0]) < float(patience_s[1])
