"""The proxy between two plain sockets: what goes in comes out, in order and later."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread

import psutil
import pytest

from bench.latency.control import LatencyProxy
from bench.latency.loop import Latency

pytestmark = pytest.mark.alone

MEGABYTES = os.urandom(1 << 20) * 8


@contextmanager
def echo(where: tuple[str, int] | str) -> Iterator[tuple[str, int] | str]:
    """Somebody who says back what is said, on any number of connections."""
    family = socket.AF_UNIX if isinstance(where, str) else socket.AF_INET
    with socket.socket(family) as listener:
        listener.bind(where)
        listener.listen()

        def answer(connection: socket.socket) -> None:
            with connection, suppress(ConnectionResetError):
                while block := connection.recv(65_536):
                    connection.sendall(block)

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                Thread(target=answer, args=(connection,), daemon=True).start()

        server = Thread(target=serve, daemon=True)
        server.start()
        yield listener.getsockname()
        listener.shutdown(socket.SHUT_RDWR)
        server.join()


@pytest.fixture(params=["TCP", "Unix"])
def proxy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LatencyProxy]:
    """A proxy before an echo, over either kind of socket."""
    unix = request.param == "Unix"
    with echo(str(tmp_path / ".s.PGSQL.5432") if unix else ("127.0.0.1", 0)) as place:
        url = (
            f"postgresql://someone@/name?host={tmp_path}"
            if unix
            else f"postgresql://someone@127.0.0.1:{place[1]}/name"
        )
        with LatencyProxy(url) as running:
            yield running


@contextmanager
def connected(proxy: LatencyProxy) -> Iterator[socket.socket]:
    from sqlalchemy import make_url

    url = make_url(proxy.url)
    with socket.socket(socket.AF_INET if url.host else socket.AF_UNIX) as found:
        folder, port = url.query.get("host"), url.query.get("port")
        found.connect((url.host, url.port) if url.host else f"{folder}/.s.PGSQL.{port}")
        found.settimeout(20)
        yield found


def received(connection: socket.socket, count: int) -> bytes:
    found = bytearray()
    while len(found) < count and (block := connection.recv(1 << 20)):
        found += block
    return bytes(found)


def test_bytes_come_back_as_they_were(proxy: LatencyProxy) -> None:
    with connected(proxy) as connection:
        sender = Thread(target=connection.sendall, args=(MEGABYTES,))
        sender.start()
        assert received(connection, len(MEGABYTES)) == MEGABYTES
        sender.join()


def test_a_latency_is_added(proxy: LatencyProxy) -> None:
    proxy.set(Latency(200.0))
    with connected(proxy) as connection:
        begin = time.perf_counter()
        connection.sendall(b"there and back")
        received(connection, 14)
        assert time.perf_counter() - begin > 0.19


def test_messages_that_follow_each_other_overlap_in_time(proxy: LatencyProxy) -> None:
    proxy.set(Latency(200.0))
    with connected(proxy) as connection:
        begin = time.perf_counter()
        for _ in range(50):
            connection.sendall(b"x")
            time.sleep(0.001)
        received(connection, 50)
        assert time.perf_counter() - begin < 50 * 0.2 / 4


def test_jitter_keeps_the_order(proxy: LatencyProxy) -> None:
    proxy.set(Latency(4.0, 4.0))
    message = bytes(range(200))
    with connected(proxy) as connection:
        for one in message:
            connection.sendall(bytes([one]))
            time.sleep(0.0002)
        assert received(connection, len(message)) == message


def test_a_latency_can_be_changed_while_bytes_are_under_way(proxy: LatencyProxy) -> None:
    proxy.set(Latency(200.0))
    with connected(proxy) as connection:
        connection.sendall(b"first ")
        time.sleep(0.02)
        proxy.set(Latency(0.0))
        connection.sendall(b"second")
        assert received(connection, 12) == b"first second"


def test_the_end_of_one_side_reaches_the_other(proxy: LatencyProxy) -> None:
    proxy.set(Latency(5.0))
    with connected(proxy) as connection:
        connection.sendall(b"last words")
        connection.shutdown(socket.SHUT_WR)
        assert received(connection, 1 << 20) == b"last words"


def test_connections_that_are_over_are_closed(proxy: LatencyProxy) -> None:
    held = psutil.Process(proxy.pid).num_fds()
    for _ in range(20):
        with connected(proxy) as connection:
            connection.sendall(b"x")
            received(connection, 1)
    deadline = time.monotonic() + 10
    while psutil.Process(proxy.pid).num_fds() > held and time.monotonic() < deadline:
        time.sleep(0.02)
    assert psutil.Process(proxy.pid).num_fds() == held


def test_what_it_uses_is_counted(proxy: LatencyProxy) -> None:
    before = proxy.cpu_seconds()
    with connected(proxy) as connection:
        for _ in range(200):
            connection.sendall(b"x")
            received(connection, 1)
    assert proxy.cpu_seconds() > before


def test_how_late_it_was_is_counted(proxy: LatencyProxy) -> None:
    proxy.set(Latency(1_000.0))
    process = psutil.Process(proxy.pid)
    with connected(proxy) as connection:
        connection.sendall(b"late")
        time.sleep(0.2)  # it was read, and is held back
        process.suspend()
        time.sleep(0.8)
        process.resume()
        received(connection, 4)
    passed, late_s = proxy.lateness()
    assert passed == 2
    assert late_s > 0.2


def test_a_database_that_is_gone_ends_the_connection(tmp_path: Path) -> None:
    with ExitStack() as running:
        with echo(str(tmp_path / ".s.PGSQL.5432")):
            url = f"postgresql://someone@/name?host={tmp_path}"
            proxy = running.enter_context(LatencyProxy(url))
        connection = running.enter_context(connected(proxy))
        assert connection.recv(1) == b""


def test_it_ends_with_the_program_that_started_it() -> None:
    program = (
        "import os, sys; from bench.latency.control import LatencyProxy\n"
        "with LatencyProxy(sys.argv[1]) as proxy:\n"
        "    print(proxy.pid, flush=True); sys.stdin.read()"
    )
    with (
        echo(("127.0.0.1", 0)) as place,
        subprocess.Popen(
            [sys.executable, "-c", program, f"postgresql://someone@127.0.0.1:{place[1]}/name"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as parent,
    ):
        assert parent.stdout
        child = psutil.Process(int(parent.stdout.readline()))
        parent.send_signal(signal.SIGKILL)
    psutil.wait_procs([child], timeout=10)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
