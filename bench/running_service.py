"""A service that runs already: measured like a served stack, never started and never stopped."""

import ipaddress
import socket
from collections.abc import Collection, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import psutil

from bench.contract.run import connect
from bench.errors import UserError
from bench.processes import peak_rss_mib, process_tree_cpu_seconds

DEFAULT_PORTS = {"http": 80, "https": 443}


class RunningService:
    """The service at `url`; a context manager like `bench.servers.Server`.

    `start` raises `UserError` when nothing answers there. CPU and memory are those of the processes
    that listen at that address, and of all below them: of a proxy, if it is one that listens. They
    are None where no such process is found: on another machine, in a container, of another user.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._processes: list[psutil.Process] = []

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> Self:
        """Find the service, and its processes if they are here."""
        with connect(self.url):
            self._processes = list(listeners(self.url))
        return self

    def stop(self) -> None:
        """Forget its processes; the service goes on."""
        self._processes = []

    def restart(self) -> None:
        """Leave it as it is: a service that we did not start is not ours to restart."""

    def cpu_seconds(self) -> float | None:
        """Return the user and system seconds of its processes so far, or None."""
        if not self._within_reach():
            return None
        return sum(process_tree_cpu_seconds(process.pid) for process in self._processes)

    def peak_rss_mib(self) -> float | None:
        """Return the peak memory of its processes in MiB since they began, or None."""
        if not self._within_reach():
            return None
        return sum(peak_rss_mib(process.pid) for process in self._processes)

    def forget_peak(self) -> None:
        """Leave it: others may watch the peak of a service that we did not start."""

    def _within_reach(self) -> bool:
        return bool(self._processes) and all(found.is_running() for found in self._processes)


def require_local(url: str, allow_remote: bool) -> None:
    """Raise `UserError` unless the host of `url` is this machine, or `allow_remote` is given."""
    if allow_remote:
        return
    host = urlsplit(url).hostname
    if not all(address.is_loopback for address in addresses(url)):
        raise UserError(
            f"{host} is not this machine: put load on it only if it is yours to load, "
            "and then say so with --allow-remote."
        )


def addresses(url: str) -> set[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """Return every address of the URL's host; UserError when it has none."""
    host = urlsplit(url).hostname
    try:
        answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM) if host else []
    except (OSError, UnicodeError):
        answers = []
    if not answers:
        raise UserError(f"The host of {url} cannot be found: correct the URL.")
    found = (ipaddress.ip_address(answer[4][0]) for answer in answers)
    return {getattr(address, "ipv4_mapped", None) or address for address in found}


def listeners(url: str) -> Iterator[psutil.Process]:
    """Yield the processes that listen at `url`, without those that got it from a parent.

    Yields none unless every listener there belongs to a process that we may look at: part of a
    service's CPU would pass for all of it.
    """
    parts = urlsplit(url)
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    asked = addresses(url)
    if not all(address.is_loopback or str(address) in own_addresses() for address in asked):
        return
    places = {(ip, port) for ip in (*map(str, asked), "0.0.0.0", "::")}  # noqa: S104  (compared)
    try:
        everyone = [found for found in psutil.net_connections("tcp") if listens(found, places)]
    except psutil.AccessDenied:
        return
    if not everyone or any(found.pid is None for found in everyone):
        return
    # a socket is listed once however many processes share it, so each process is asked as well
    holders = {}
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if any(listens(own, places) for own in process.net_connections("tcp")):
                holders[process.pid] = process
    for process in holders.values():
        if not any(parent.pid in holders for parent in process.parents()):
            yield process


def listens(found: Any, places: Collection[tuple[str, int]]) -> bool:
    """Return whether a row of psutil's is a socket that listens at one of `places`."""
    return found.status == psutil.CONN_LISTEN and (found.laddr.ip, found.laddr.port) in places


def own_addresses() -> set[str]:
    """Return the addresses of this machine's network interfaces."""
    return {each.address for several in psutil.net_if_addrs().values() for each in several}
