"""What the container engine knows of a container: its CPU time and its memory."""

import http.client
import json
import os
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

SOCKET = "/var/run/docker.sock"
API = "/v1.41"  # the first that answers at once (one-shot), instead of after a second
MIB = 2**20


@dataclass(frozen=True)
class Usage:
    """What a container has used since it began, and the memory that it holds now."""

    cpu_seconds: float
    memory_mib: float


def usage(container: str) -> Usage | None:
    """Ask the engine about a container; None where the engine is not within reach."""
    connection = _Connection()
    try:
        connection.request("GET", f"{API}/containers/{container}/stats?stream=false&one-shot=true")
        answer = connection.getresponse()
        return parse(json.load(answer)) if answer.status == http.HTTPStatus.OK else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def parse(stats: dict[str, Any]) -> Usage | None:
    """Read the engine's statistics; None for a container that does not run.

    Memory is without the pages that the kernel may drop at any time, as `docker stats` counts it.
    """
    memory = stats["memory_stats"]
    if "usage" not in memory:
        return None
    details = memory.get("stats", {})
    cache = details.get("total_inactive_file", details.get("inactive_file", 0))  # cgroup v1, v2
    return Usage(
        cpu_seconds=stats["cpu_stats"]["cpu_usage"]["total_usage"] / 1e9,
        memory_mib=(memory["usage"] - cache) / MIB,
    )


class _Connection(http.client.HTTPConnection):
    """HTTP over the engine's Unix socket."""

    def __init__(self) -> None:
        super().__init__("localhost", timeout=5)

    def connect(self) -> None:
        """Connect to the socket that DOCKER_HOST names, or to the usual one."""
        place = urlsplit(os.environ.get("DOCKER_HOST", f"unix://{SOCKET}"))
        if place.scheme != "unix":
            raise OSError("the engine is not on this machine")
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(place.path)
