"""Child processes: a leash for them, an end for them, and what they have used."""

import os
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL, SIGTERM, Signals

import psutil

LAUNCH = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class Identity:
    """A user to run as."""

    uid: int
    gid: int


def leashed(
    command: Sequence[str],
    *,
    death_signal: Signals = SIGTERM,
    cpus: Collection[int] | None = None,
    identity: Identity | None = None,
) -> list[str]:
    """Return the command line that runs `command` so that it cannot outlive this process.

    On Linux it gets `death_signal` when the *thread* that starts it ends (that is how prctl(2)
    counts), so start it from one that lives long. It stays on `cpus`, and runs as `identity`.
    """
    return [
        *(sys.executable, "-I", "-S", str(LAUNCH)),
        str(os.getpid()),
        str(int(death_signal)),
        ",".join(map(str, sorted(cpus or ()))),
        f"{identity.uid}:{identity.gid}" if identity else "",
        *command,
    ]


def end(process: subprocess.Popen[bytes], *steps: tuple[Signals, float]) -> None:
    """Send one signal after another, waiting so many seconds after each; SIGKILL is the last.

    `process` leads its own session: what its group holds after its end is killed as well.
    """
    for number, wait_s in steps:
        if process.poll() is not None:
            break
        process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(wait_s)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, SIGKILL)
    process.wait()


def tree(pid: int) -> Iterator[psutil.Process]:
    """Return a process and all below it; nothing when it is gone."""
    with suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        yield root
        yield from root.children(recursive=True)


def process_tree_cpu_seconds(pid: int) -> float:
    """Return the user and system seconds of a process and all below it, ended ones included.

    Those of running processes are exact to the microsecond where the platform has it, those of
    ended children to a clock tick (10 ms).
    """
    total = 0.0
    for process in tree(pid):
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            times = process.cpu_times()
            own = cpu_clock_seconds(process.pid)
            total += times.user + times.system if own is None else own
            total += times.children_user + times.children_system
    return total


def cpu_clock_seconds(pid: int) -> float | None:
    """Return what the CPU clock of a process shows, to the nanosecond; None where it has none.

    The clock's number is what clock_getcpuclockid(3) would return: the complement of the pid
    above three bits that say "whole process, scheduler's account" (linux/posix-timers.h). The
    figures in /proc come in ticks of 10 ms, too coarse for a pool of processes and a few seconds.
    """
    if sys.platform != "linux":
        return None
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return None


def peak_rss_mib(pid: int) -> float:
    """Return the highest resident memory of a process and all below it, in MiB.

    The sum of each one's own high-water mark (VmHWM), so that pages they share count each time;
    since each began, or since `forget_peak_rss`; where the platform keeps no mark, the sum of
    what they hold now.
    """
    total = 0
    for process in tree(pid):
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied):
            total += high_water_bytes(process.pid) or process.memory_info().rss
    return total / 2**20


def forget_peak_rss(pid: int) -> None:
    """Let the peak memory of a process and all below it begin anew, at what they hold now.

    Writing 5 to /proc/PID/clear_refs sets VmHWM back (Linux, proc_pid_clear_refs(5)); it touches
    no page, and so costs the process nothing. Where that is not to be had, the peak stays.
    """
    for process in tree(pid):
        with suppress(OSError):
            Path(f"/proc/{process.pid}/clear_refs").write_text("5")


def high_water_bytes(pid: int) -> int | None:
    """Return VmHWM of /proc/PID/status in bytes; None where there is no such file or line."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    marks = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return next((int(kib) * 1024 for kib in marks), None)
