"""The project of `docker-compose.yml`, as far as a comparison needs it."""

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from bench.errors import UserError

ROOT = Path(__file__).parents[2]
FILE = "docker-compose.yml"
DATABASE = "db"
TIMEOUT_S = 1_200
WAIT_S = 60


class Stoppable(Protocol):
    """What may have the turn to run."""

    def stop(self) -> None:
        """End it."""


class Project:
    """Runs `docker compose` on the compose file; `turn` is the stack that runs now.

    Raises `UserError` where the engine, Compose, or the password in `.env` is missing.
    """

    def __init__(self) -> None:
        self.turn: Stoppable | None = None

    @cached_property
    def services(self) -> Mapping[str, Any]:
        """What the compose file says of each service, with all variables filled in."""
        services: dict[str, Any] = json.loads(self.compose("config", "--format", "json"))[
            "services"
        ]
        return services

    @property
    def apps(self) -> list[str]:
        """The services that serve a stack."""
        return [name for name, each in self.services.items() if "DRIVER" in environment_of(each)]

    def running(self) -> list[str]:
        """Return the services that run now."""
        return self.compose("ps", "--services", "--status", "running").split()

    def address(self, service: str) -> str:
        """Return host and port where a service is published."""
        port = self.services[service]["ports"][0]
        return f"{port['host_ip']}:{port['published']}"

    def database_url(self) -> str:
        """Return the URL of the database, as this machine reaches it."""
        variables = environment_of(self.services[DATABASE])
        user, password = variables["POSTGRES_USER"], variables["POSTGRES_PASSWORD"]
        return f"postgresql://{user}:{password}@{self.address(DATABASE)}/{variables['POSTGRES_DB']}"

    def database_url_of_apps(self) -> str:
        """Return the URL of the database with the role that apps have, as they reach it."""
        return environment_of(self.services[self.apps[0]])["DATABASE_URL"]

    def build(self, services: Iterable[str]) -> None:
        """Build the images of services."""
        self.compose("build", "--quiet", *services)

    def start(self, service: str, changes: Mapping[str, Any]) -> str:
        """Start a service anew with changes to it; return its container's id once it is healthy."""
        up = ("up", "--detach", "--no-deps", "--force-recreate", "--wait")
        try:
            self.compose(*up, f"--wait-timeout={WAIT_S}", service, changes={service: changes})
        except UserError as error:
            said = _last_line(self.compose("logs", "--no-log-prefix", "--tail=5", service))
            raise UserError(f"{error}; its log ends with: {said}") from None
        return self.compose("ps", "--quiet", service).strip()

    def stop(self, services: Iterable[str]) -> None:
        """Stop services and remove their containers; their volumes stay."""
        if names := list(services):
            self.compose("rm", "--stop", "--force", *names)

    def resume(self, services: Iterable[str]) -> None:
        """Start services as the compose file has them."""
        if names := list(services):
            self.compose("up", "--detach", "--no-deps", "--wait", *names)

    def compose(self, *arguments: str, changes: Mapping[str, Any] | None = None) -> str:
        """Run `docker compose` with changes to services laid over the file; return its output."""
        docker = shutil.which("docker")
        if docker is None:
            raise UserError("There is no docker on this machine: --compose needs an engine.")
        done = subprocess.run(
            [docker, "compose", f"--file={FILE}", "--file=-", "--profile=*", *arguments],
            input=json.dumps({"services": changes or {}}),
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=TIMEOUT_S,
        )
        if done.returncode:
            raise UserError(f"docker compose {arguments[0]} failed: {_last_line(done.stderr)}")
        return done.stdout


def environment_of(service: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the environment variables of a service."""
    variables: Mapping[str, str] = service.get("environment") or {}
    return variables


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it does not say why."
