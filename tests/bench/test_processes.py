import os
import subprocess
import sys
from pathlib import Path
from signal import SIGKILL, SIGTERM

import psutil
import pytest

from bench.processes import (
    Identity,
    end,
    forget_peak_rss,
    leashed,
    peak_rss_mib,
    process_tree_cpu_seconds,
)
from tests.bench.as_root import only_as_root
from tests.bench.endings import wait_until_gone

SPIN = "import time; end = time.process_time() + {}\nwhile time.process_time() < end: pass\n"
SLEEP = "import time; print('ready', flush=True); time.sleep(60)"


def start(*command: str, **options: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        leashed(command, **options),  # type: ignore[arg-type]
        stdout=subprocess.PIPE,
        start_new_session=True,
    )


def run(code: str, **options: object) -> str:
    """Run Python under a leash; return what it printed."""
    process = start(sys.executable, "-c", code, **options)
    return process.communicate(timeout=20)[0].decode().strip()


def test_the_program_has_the_pid_that_was_started() -> None:
    process = start(sys.executable, "-c", "import os; print(os.getpid())")
    assert int(process.communicate(timeout=20)[0]) == process.pid


def test_the_program_stays_on_its_cpus() -> None:
    cpu = max(psutil.Process().cpu_affinity())
    assert run("import os; print(os.sched_getaffinity(0))", cpus={cpu}) == f"{{{cpu}}}"


@only_as_root
def test_the_program_runs_as_another_user_without_groups() -> None:
    command = ["/bin/sh", "-c", "id -u; id -g; id -G"]
    identity = Identity(65_534, 65_534)
    output = subprocess.check_output(leashed(command, identity=identity), text=True)
    assert output.split() == ["65534", "65534", "65534"]


def test_a_program_that_is_not_there_is_said_in_one_line() -> None:
    outcome = subprocess.run(leashed(["/no/such/program"]), capture_output=True, check=False)
    assert (outcome.returncode, outcome.stderr) == (
        126,
        b"cannot run /no/such/program: No such file or directory\n",
    )


def test_the_program_dies_when_its_parent_is_killed() -> None:
    parent = f"""
import subprocess, sys, time
from bench.processes import leashed
print(subprocess.Popen(leashed([sys.executable, "-c", {SLEEP!r}])).pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE) as process:
        assert process.stdout
        child = int(process.stdout.readline())
        process.stdout.readline()  # the child is ready: its leash is on
        process.send_signal(SIGKILL)
        process.wait()
        assert wait_until_gone(child)


def test_end_kills_what_does_not_listen() -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLEEP
    with start(sys.executable, "-c", deaf) as process:
        assert process.stdout
        process.stdout.readline()
        end(process, (SIGTERM, 0.1))
        assert process.returncode == -SIGKILL


def test_end_kills_the_children_that_a_process_left() -> None:
    careless = f"""
import subprocess, sys
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid, flush=True)
{SLEEP}
"""
    with start(sys.executable, "-c", careless) as process:
        assert process.stdout
        child = int(process.stdout.readline())
        process.stdout.readline()
        end(process, (SIGTERM, 5.0))
        assert wait_until_gone(child)


def test_cpu_seconds_are_those_of_a_process_its_children_and_ended_ones() -> None:
    family = f"""
import subprocess, sys
{SPIN.format(0.1)}
subprocess.run([sys.executable, "-c", {SPIN.format(0.2)!r}])
child = subprocess.Popen([sys.executable, "-c", {(SPIN.format(0.3) + SLEEP)!r}])
child.wait()
"""
    with start(sys.executable, "-c", family) as process:
        assert process.stdout
        process.stdout.readline()
        used = process_tree_cpu_seconds(process.pid)
        end(process, (SIGTERM, 5.0))
    assert used >= 0.1 + 0.2 + 0.3


def test_cpu_seconds_agree_with_the_kernels_ticks() -> None:
    with start(sys.executable, "-c", SPIN.format(0.3) + SLEEP) as process:
        assert process.stdout
        process.stdout.readline()
        times = psutil.Process(process.pid).cpu_times()
        used = process_tree_cpu_seconds(process.pid)
        end(process, (SIGTERM, 5.0))
    assert used == pytest.approx(times.user + times.system, abs=0.05)


def test_cpu_seconds_of_a_process_that_is_gone_are_none() -> None:
    with start(sys.executable, "-c", "") as process:
        process.wait()
    assert process_tree_cpu_seconds(process.pid) == 0


def test_peak_memory_remembers_what_was_given_back() -> None:
    block = "import mmap; block = mmap.mmap(-1, 64 << 20); block.write(b'x' * (64 << 20))\n"
    with start(sys.executable, "-c", block + "block.close()\n" + SLEEP) as process:
        assert process.stdout
        process.stdout.readline()
        peak = peak_rss_mib(process.pid)
        end(process, (SIGTERM, 5.0))
    assert peak > 64


def test_a_peak_that_is_forgotten_is_what_is_held_now() -> None:
    block = "import mmap; block = mmap.mmap(-1, 64 << 20); block.write(b'x' * (64 << 20))\n"
    with start(sys.executable, "-c", block + "block.close()\n" + SLEEP) as process:
        assert process.stdout
        process.stdout.readline()
        forget_peak_rss(process.pid)
        peak = peak_rss_mib(process.pid)
        end(process, (SIGTERM, 5.0))
    assert 0 < peak < 64


def test_the_peak_of_a_process_that_may_not_be_told_to_forget_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "write_text", refuse)
    before = peak_rss_mib(os.getpid())
    forget_peak_rss(os.getpid())
    assert peak_rss_mib(os.getpid()) >= before
