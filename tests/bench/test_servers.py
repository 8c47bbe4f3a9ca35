import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from bench.dataset import Dataset, load
from bench.errors import UserError
from bench.ports import free_port, is_free
from bench.servers import Server
from bench.stacks import STACKS, Capacity
from tests.bench.endings import gone, wait_until_gone

SERVES = """
import http.server, os, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = os.environ.get(self.path.strip("/"), "").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""

LEAVES_A_CHILD = (
    """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
"""
    + SERVES
)
WRAPS = f"""
import subprocess, sys
subprocess.run([sys.executable, "-c", {"ballast = b'x' * 2**27" + SERVES!r}, sys.argv[1]])
"""
"""Ends on SIGTERM at once, before the server below it, whose memory takes a while to free."""
REFUSES = "import sys; sys.exit(print('some noise\\nDATABASE_URL is not set.') or 2)"
CRASHES = "raise RuntimeError('a bug')"
SILENT = "print('still thinking', flush=True); import time; time.sleep(60)"


@dataclass(frozen=True)
class Program:
    """Stands in for a stack: any Python code that takes a port."""

    code: str
    name: str = "stand-in"

    def command(self, port: int) -> list[str]:
        return [sys.executable, "-c", self.code, str(port)]

    def environment(self, database_url: str, capacity: Capacity) -> dict[str, str]:
        return {"DATABASE_URL": database_url, "WORKERS": str(capacity.workers)}


def serve(code: str, **options: object) -> Server:
    return Server(Program(code), database_url="the database", **options)  # type: ignore[arg-type]


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return str(answer.read().decode())


@pytest.fixture
def served() -> Iterator[Server]:
    with serve(SERVES, workers=3, env={"EXTRA": "more"}) as server:
        yield server


@pytest.mark.parametrize(
    ("name", "value"), [("DATABASE_URL", "the database"), ("WORKERS", "3"), ("EXTRA", "more")]
)
def test_the_process_gets_the_environment_of_its_stack(
    served: Server, name: str, value: str
) -> None:
    assert get(f"{served.url}/{name}") == value


def test_what_is_given_besides_wins_over_the_stack() -> None:
    with serve(SERVES, workers=3, env={"WORKERS": "9"}) as server:
        assert get(f"{server.url}/WORKERS") == "9"


def test_a_given_port_is_served() -> None:
    port = free_port()
    with serve(SERVES, port=port) as server:
        assert server.url == f"http://127.0.0.1:{port}"


def test_cpu_and_memory_are_those_of_the_process(served: Server) -> None:
    assert served.cpu_seconds() > 0
    assert served.peak_rss_mib() > 5


def test_a_running_server_has_no_exit_code_and_a_killed_one_has(served: Server) -> None:
    assert served.exit_code() is None
    psutil.Process(served.pid).kill()
    deadline = time.monotonic() + 20
    while served.exit_code() is None and time.monotonic() < deadline:
        time.sleep(0.02)  # a process is a zombie before all of its threads are gone
    assert served.exit_code() == -signal.SIGKILL


def test_the_process_stays_on_its_cpus() -> None:
    cpu = max(psutil.Process().cpu_affinity())
    with serve(SERVES, cpus={cpu}) as server:
        assert psutil.Process(server.pid).cpu_affinity() == [cpu]


def test_stop_leaves_neither_process_nor_port_nor_log_and_may_be_called_again() -> None:
    server = serve(SERVES).start()
    pid, log = server.pid, server.log
    server.stop()
    server.stop()
    assert (gone(pid), is_free(server.port), log.exists()) == (True, True, False)


def test_stop_ends_children_too() -> None:
    with serve(LEAVES_A_CHILD) as server:
        (child,) = psutil.Process(server.pid).children()
    assert wait_until_gone(child.pid)


def test_a_server_can_be_started_again() -> None:
    server = serve(SERVES)
    for _ in range(2):
        with server:
            assert get(f"{server.url}/WORKERS") == "1"


def test_a_server_below_a_wrapper_can_be_restarted_at_its_port() -> None:
    with serve(WRAPS) as server:
        for _ in range(3):
            server.restart()
            assert get(f"{server.url}/WORKERS") == "1"


def test_a_taken_port_is_refused_before_anything_starts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(UserError, match=f"Port {port} of 127.0.0.1 is taken"):
            serve(CRASHES, port=port).start()


@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_port_that_cannot_be_is_refused(port: int) -> None:
    with pytest.raises(UserError, match="between 0 and 65535"):
        serve(CRASHES, port=port).start()


def test_a_stack_that_refuses_its_configuration_is_quoted() -> None:
    with pytest.raises(UserError, match=r"^stand-in does not start: DATABASE_URL is not set\.$"):
        serve(REFUSES).start()


def test_a_stack_that_crashes_shows_the_end_of_its_log() -> None:
    with pytest.raises(UserError, match=r"exit code 1 before it answered.*RuntimeError: a bug$"):
        serve(CRASHES).start()


def test_a_stack_that_stays_silent_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    popen = subprocess.Popen

    def remember(*arguments: object, **options: object) -> object:
        started.append(popen(*arguments, **options))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", remember)
    with pytest.raises(UserError, match=r"within 0\.5 s; its log ends with: "):
        serve(SILENT, start_timeout_s=0.5).start()
    assert gone(started[0].pid)


def test_before_it_starts_there_is_no_process_to_ask() -> None:
    with pytest.raises(RuntimeError, match="not started"):
        _ = serve(SERVES).pid


HOLDS_A_SERVER = f"""
import sys, time
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_servers import SERVES, serve
with serve(SERVES) as server:
    print(server.pid, flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_parent_that_is_ended_leaves_no_server(number: signal.Signals, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS_A_SERVER],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(tmp_path)},  # a killed parent removes no log
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        parent.send_signal(number)
        parent.wait()
        assert wait_until_gone(pid)


ONE_OF_EACH_KIND = {(s.framework, s.server): name for name, s in STACKS.items()}.values()
"""The contract's tests serve all of them; a process is served by its framework and server."""


@pytest.mark.parametrize("name", ONE_OF_EACH_KIND)
def test_a_stack_of_the_catalogue_serves_the_dataset(name: str, fresh_database_url: str) -> None:
    load(fresh_database_url, Dataset(0.001))
    with Server(STACKS[name], database_url=fresh_database_url) as server:
        assert '"email":"user7@' in get(f"{server.url}/users/7")


@pytest.mark.parametrize("name", ["flask-psycopg", "fastapi-asyncpg"])
def test_a_budget_that_the_database_cannot_give_is_refused(name: str, database_url: str) -> None:
    with pytest.raises(UserError, match=rf"^{name} does not start: .*max_connections"):
        Server(STACKS[name], database_url=database_url, pool_size=10_000).start()
