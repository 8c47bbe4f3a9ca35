import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

import bench.postgres
import bench.postgres_install
from bench.errors import UserError
from bench.postgres import EmbeddedPostgres
from bench.postgres_install import SETTINGS
from tests.bench.endings import gone, wait_until_gone

HOLDS_A_SERVER = """
import signal
import time
signal.signal(signal.SIGINT, signal.default_int_handler)  # where tests run in the background, too
from bench.postgres import EmbeddedPostgres
with EmbeddedPostgres() as server:
    print(server.pid, server.directory, flush=True)
    time.sleep(60)
"""


@contextmanager
def program(code: str) -> Iterator[tuple[subprocess.Popen[str], int, Path]]:
    """A Python program that holds a server: its process, the server's pid and directory."""
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        pid, directory = process.stdout.readline().split()
        try:
            yield process, int(pid), Path(directory)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(settings={"work_mem": "7MB"}) as running:
        yield running


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def show(server: EmbeddedPostgres, setting: str) -> str:
    with psycopg.connect(server.url) as connection:
        row = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
    assert row
    return str(row[0])


@pytest.mark.parametrize("name", SETTINGS)
def test_the_server_has_its_settings(server: EmbeddedPostgres, name: str) -> None:
    assert show(server, name) == SETTINGS[name]


def test_a_setting_can_be_laid_over(server: EmbeddedPostgres) -> None:
    assert show(server, "work_mem") == "7MB"


def test_the_version_is_known(server: EmbeddedPostgres) -> None:
    assert server.version.startswith("18.")


def test_the_database_holds_unicode_whatever_the_system_speaks(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT upper('łé😀')").fetchone() == ("ŁÉ😀",)


def test_a_wrong_password_is_refused(server: EmbeddedPostgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(server.url, password="wrong")


def test_only_the_loopback_address_is_listened_on(server: EmbeddedPostgres) -> None:
    assert show(server, "listen_addresses") == "127.0.0.1"


def test_it_answers_on_the_socket_in_its_directory(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url, host=str(server.directory)) as connection:
        assert connection.execute("SELECT inet_server_addr()").fetchone() == (None,)


def test_the_password_is_in_no_file_but_the_servers_own(server: EmbeddedPostgres) -> None:
    assert not (server.directory / "password").exists()


def test_cpu_seconds_grow_with_the_work_of_a_backend_that_has_ended(
    server: EmbeddedPostgres,
) -> None:
    before = server.cpu_seconds()
    with psycopg.connect(server.url) as connection:
        connection.execute("SELECT count(*) FROM generate_series(1, 1000000)")
        backend = psutil.Process(connection.info.backend_pid)
    psutil.wait_procs([backend], timeout=20)  # until the server has it among its ended children
    assert server.cpu_seconds() > before


def test_peak_memory_is_that_of_all_backends(server: EmbeddedPostgres) -> None:
    assert server.peak_rss_mib() > 20


def test_two_servers_do_not_meet_and_backends_stay_on_their_cpus() -> None:
    cpu = max(psutil.Process().cpu_affinity())
    with EmbeddedPostgres(cpus={cpu}) as one, EmbeddedPostgres() as other:
        assert len({one.url, other.url}) == len({one.directory, other.directory}) == 2
        with psycopg.connect(one.url) as connection:
            backend = psutil.Process(connection.info.backend_pid)
            assert (backend.ppid(), backend.cpu_affinity()) == (one.pid, [cpu])


def test_stop_leaves_nothing_and_may_be_called_again() -> None:
    with EmbeddedPostgres() as server:
        pid, directory = server.pid, server.directory
        server.stop()
        server.stop()
    assert (gone(pid), directory.exists()) == (True, False)


def test_stop_does_not_wait_for_clients() -> None:
    with EmbeddedPostgres() as server:
        pid, connection = server.pid, psycopg.connect(server.url)
        connection.execute("SELECT 1")
        server.stop()
        connection.close()
    assert gone(pid)


def test_a_server_that_was_never_started_can_be_stopped() -> None:
    EmbeddedPostgres().stop()


def test_a_taken_port_is_left_for_another(
    server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = psycopg.conninfo.conninfo_to_dict(server.url)["port"]
    free = bench.postgres.free_port()
    ports = iter([int(taken), free])  # type: ignore[arg-type]
    monkeypatch.setattr(bench.postgres, "free_port", lambda: next(ports))
    with EmbeddedPostgres() as second:
        assert f":{free}/" in second.url


def test_a_setting_that_postgresql_does_not_know_is_said_and_nothing_is_left(
    monkeypatch: pytest.MonkeyPatch, open_folder: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(open_folder))
    with pytest.raises(UserError, match="unrecognized configuration parameter"):
        EmbeddedPostgres(settings={"no_such_setting": "1"}).start()
    assert list(open_folder.iterdir()) == []


def test_a_long_folder_leaves_no_room_for_a_socket_and_tcp_works(
    monkeypatch: pytest.MonkeyPatch, open_folder: Path
) -> None:
    deep = open_folder / ("d" * 90)
    deep.mkdir(mode=0o755)
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    with EmbeddedPostgres() as server:
        assert show(server, "unix_socket_directories") == ""


def test_a_missing_wheel_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench.postgres_install, "find_spec", lambda _: None)
    with pytest.raises(UserError, match="extra `bench`"):
        EmbeddedPostgres().start()


def test_a_killed_parent_leaves_no_server() -> None:
    with program(HOLDS_A_SERVER) as (process, pid, directory):
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert wait_until_gone(pid)
    shutil.rmtree(directory)


def test_ctrl_c_leaves_nothing() -> None:
    with program(HOLDS_A_SERVER) as (process, pid, directory):
        process.send_signal(signal.SIGINT)
        process.wait(20)
        assert (gone(pid), directory.exists()) == (True, False)


def test_a_program_that_forgets_to_stop_leaves_nothing() -> None:
    forgets = """
from bench.postgres import EmbeddedPostgres
server = EmbeddedPostgres().start()
print(server.pid, server.directory, flush=True)
"""
    with program(forgets) as (process, pid, directory):
        assert process.wait(20) == 0
        assert (gone(pid), directory.exists()) == (True, False)


def test_the_terminals_ctrl_c_does_not_reach_the_server(server: EmbeddedPostgres) -> None:
    assert os.getpgid(server.pid) != os.getpgid(0)
