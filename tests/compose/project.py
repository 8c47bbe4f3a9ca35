"""The compose file as a project of the tests' own: started, asked, and removed."""

import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import yaml

ROOT = Path(__file__).parents[2]
SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
APPS = {
    name: service for name, service in SERVICES.items() if name.startswith(("flask-", "fastapi-"))
}
NAME = "crossover-test"
TIMEOUT_S = 600


def run(*command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a command in the project's folder; its output is in the error if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=TIMEOUT_S)
    if check and done.returncode:
        raise AssertionError(f"{' '.join(command)}\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return done


def docker(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    return run("docker", *arguments, check=check)


def apps_of(profile: str) -> list[str]:
    return [name for name, service in APPS.items() if profile in service["profiles"]]


def url(app: str) -> str:
    """Where an app is published."""
    address, port, _ = APPS[app]["ports"][0].split(":")
    return f"http://{address}:{port}"


class Project:
    """The compose file under a name and with a password of the tests' own."""

    times: ClassVar[list[tuple[str, str, float]]] = []

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = folder / "env"
        self.environment.write_text(
            "".join(f"{name}_PASSWORD={secrets.token_hex(16)}\n" for name in ("POSTGRES", "APP"))
        )

    def compose(self, *arguments: str, check: bool = True) -> str:
        """Run `docker compose`, and return what it prints."""
        settings = ("--project-name", NAME, "--env-file", str(self.environment))
        return docker("compose", *settings, *arguments, check=check).stdout

    def up(self, *profiles: str, files: tuple[Path, ...] = ()) -> None:
        """Start profiles and wait until they are healthy."""
        more = [
            f"--file={file}" for file in ((ROOT / "docker-compose.yml", *files) if files else ())
        ]
        named = [f"--profile={profile}" for profile in profiles]
        with self.timed("up --wait", " ".join(profiles)):
            self.compose(*more, *named, "up", "--detach", "--wait", "--wait-timeout=120")

    def down(self, *arguments: str) -> None:
        self.compose("--profile", "*", "down", "--volumes", "--timeout=5", *arguments)

    def container(self, service: str, index: int = 1) -> str:
        return f"{NAME}-{service}-{index}"

    def inside(self, service: str, code: str, *, index: int = 1, check: bool = True) -> str:
        """Run Python code in a service's container, and return what it prints."""
        container = self.container(service, index)
        return docker("exec", container, "python", "-c", code, check=check).stdout.strip()

    def verify(self, app: str) -> None:
        """Check the API's contract from outside, as a person would."""
        with self.timed("verify", app):
            said = run(str(Path(sys.executable).with_name("bench")), "verify", url(app)).stdout
        assert "checks of the contract hold" in said

    def remove(self) -> None:
        """Remove everything, the images too."""
        self.down()
        if images := self.owned("image", "ls"):
            docker("image", "rm", "--force", *images)

    def owned(self, *listing: str) -> list[str]:
        """Return the ids of what the engine has of this project."""
        label = f"--filter=label=com.docker.compose.project={NAME}"
        return docker(*listing, "--quiet", label).stdout.split()

    def leftovers(self) -> list[str]:
        """Return the ids of all that is there."""
        lists = (("ps", "--all"), ("volume", "ls"), ("network", "ls"), ("image", "ls"))
        return [each for listing in lists for each in self.owned(*listing)]

    @classmethod
    @contextmanager
    def timed(cls, what: str, which: str) -> Iterator[None]:
        """Note how long it takes, for the summary."""
        start = time.perf_counter()
        yield
        cls.times.append((what, which, time.perf_counter() - start))


def until(condition: Any, what: str, timeout_s: float = 60) -> None:
    """Wait until a condition holds."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, f"still not so after {timeout_s} s: {what}"
        time.sleep(0.25)
