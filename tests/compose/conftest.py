"""These need a container engine, and minutes: they run only when named (`make test-compose`)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.compose.project import Project, docker

HERE = Path(__file__).parent


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    named = (Path(arg.partition("::")[0]).resolve() for arg in config.args)
    return None if any(path == HERE or HERE in path.parents for path in named) else True


@pytest.fixture(scope="session")
def images(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project whose images are built; nothing of it is left at the end."""
    project = Project(tmp_path_factory.mktemp("compose"))
    try:
        with project.timed("build", "of all images"):
            project.compose("--profile", "*", "build", "--quiet")
        yield project
    finally:
        project.remove()
        assert project.leftovers() == []


@pytest.fixture(scope="module")
def project(images: Project) -> Iterator[Project]:
    """The project with nothing running, and with an empty database when something does."""
    yield images
    images.down()


def pytest_sessionstart() -> None:
    if (
        docker("info", check=False).returncode
        or docker("compose", "version", check=False).returncode
    ):
        pytest.exit("No container engine with Compose v2 answers: start one.", returncode=2)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if Project.times:
        terminalreporter.section("seconds")
        for what, which, seconds in Project.times:
            terminalreporter.write_line(f"{seconds:7.1f}  {what} {which}")
