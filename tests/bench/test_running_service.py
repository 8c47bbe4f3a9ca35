import ipaddress
import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from bench import running_service
from bench.errors import UserError
from bench.ports import free_port
from bench.running_service import RunningService, listeners, require_local

FORKS = """
import os, sys
from http.server import HTTPServer, SimpleHTTPRequestHandler
server = HTTPServer(("127.0.0.1", int(sys.argv[1])), SimpleHTTPRequestHandler)
if not os.fork():
    sys.stdin.read()  # holds the socket too, until the test lets go
    os._exit(0)
print("ready", flush=True)
server.serve_forever()
"""


@pytest.fixture(scope="module")
def process() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Yield a service with a child that shares its socket, and where it answers."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-c", FORKS, str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as running:
        assert running.stdout.readline() == b"ready\n"
        yield f"http://localhost:{port}", running
        running.kill()


def test_a_service_that_runs_is_measured_and_goes_on(process):
    url, running = process
    with RunningService(f"{url}/") as service:
        figures = service.cpu_seconds(), service.peak_rss_mib()
    assert (min(figures) > 0, service.url, running.poll()) == (True, url, None)


def test_processes_that_share_a_socket_count_once(process):
    url, running = process
    assert [found.pid for found in listeners(url)] == [running.pid]


def test_before_it_is_looked_for_nothing_is_known_of_its_process(process):
    service = RunningService(process[0])
    assert (service.cpu_seconds(), service.peak_rss_mib()) == (None, None)


def test_a_listener_of_somebody_else_leaves_the_figures_out(process, monkeypatch):
    rows = psutil.net_connections("tcp")
    hidden = [row._replace(pid=None) for row in rows]
    monkeypatch.setattr(psutil, "net_connections", lambda _: hidden)
    assert list(listeners(process[0])) == []


def test_a_listener_here_is_not_taken_for_one_elsewhere():
    with socket.create_server(("0.0.0.0", 0)) as listener:
        port = listener.getsockname()[1]
        here = [found.pid for found in listeners(f"http://127.0.0.1:{port}")]
        elsewhere = list(listeners(f"http://192.0.2.1:{port}"))
    assert (here, elsewhere) == ([os.getpid()], [])


def test_a_service_that_is_not_there_is_refused():
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(UserError, match=f"Nothing answers HTTP at {url}"):
        RunningService(url).start()


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1", "http://127.9.9.9", "https://[::1]:8443", "http://[::ffff:127.0.0.1]"],
)
def test_the_loopback_address_is_local(url):
    require_local(url, allow_remote=False)


@pytest.mark.parametrize("url", ["http://192.0.2.1:8000", "http://[2001:db8::1]", "http://0.0.0.0"])
def test_another_address_needs_to_be_allowed(url):
    with pytest.raises(UserError, match=r"is not this machine: .*--allow-remote\.$"):
        require_local(url, allow_remote=False)


def test_another_address_may_be_allowed():
    require_local("http://192.0.2.1:8000", allow_remote=True)


def test_a_name_is_local_only_if_all_its_addresses_are(monkeypatch):
    both = {ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("192.0.2.1")}
    monkeypatch.setattr(running_service, "addresses", lambda _: both)
    with pytest.raises(UserError, match="twofold is not this machine"):
        require_local("http://twofold:8000", allow_remote=False)


def test_a_name_without_an_address_is_refused():
    with pytest.raises(UserError, match=r"The host of http://nobody\.invalid cannot be found"):
        require_local("http://nobody.invalid", allow_remote=False)
