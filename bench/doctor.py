"""What a machine has and lacks for a comparison: facts in, findings out."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil

from bench.cpu_plan import CpuPlan, cores_of, cpu_plan
from bench.errors import UserError
from bench.machine import (
    allowed_cpus,
    container_cpu_limit,
    container_memory_limit_mib,
    read,
)
from bench.ports import free_port
from bench.postgres_install import runs, server_identity, wheel_tree

Level = Literal["ok", "warn", "fail"]

MEMORY_MIB = 1_500
DISK_MIB = 1_000
GOVERNOR = "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it stands, what was found, and what to do unless it is `ok`."""

    level: Level
    what: str
    advice: str = ""


def findings() -> list[Finding]:
    """Look at this machine; nothing is changed and nothing is left behind."""
    return [
        python(sys.version_info[:2]),
        cores(cpu_plan(), len(cores_of(allowed_cpus()))),
        *cpu_limit(container_cpu_limit(), len(allowed_cpus())),
        memory(available_memory_mib()),
        load(os.getloadavg()[0], len(allowed_cpus())),
        *governor(read(GOVERNOR)),
        postgres(),
        disk(Path(tempfile.gettempdir())),
        Finding("ok", f"Ports of the loopback address can be listened on, such as {free_port()}."),
        user(os.geteuid()),
    ]


def python(version: tuple[int, int]) -> Finding:
    """Judge the interpreter."""
    what = "Python {}.{}.".format(*version)
    if version < (3, 11):
        return Finding("fail", what, "Use Python 3.11 or newer.")
    return Finding("ok", what)


def cores(plan: CpuPlan, physical: int) -> Finding:
    """Judge how app, generator and database can be kept apart."""
    if plan.app is None or plan.others is None:
        return Finding(
            "warn",
            "App, generator and database share all CPUs.",
            "Use Linux with two cores or more: figures are less precise when all run on one.",
        )
    what = f"App on CPU {numbers(plan.app)}, generator and database on CPU {numbers(plan.others)}."
    if physical == 1:
        return Finding(
            "warn", what, "Both are threads of one core and slow each other: use two cores."
        )
    return Finding("ok", what)


def cpu_limit(limit: float | None, allowed: int) -> Iterator[Finding]:
    """Judge the control group's share of CPU time, if there is one."""
    if limit is not None and limit < allowed:
        yield Finding(
            "warn",
            f"The container may use the time of {limit:g} CPUs and sees {allowed}.",
            "Raise the limit or pin the container to whole CPUs: throttling stops all at once.",
        )


def available_memory_mib() -> int:
    """Return the free memory, or the container's limit where that is less; in MiB."""
    free = psutil.virtual_memory().available // 2**20
    return min(free, container_memory_limit_mib() or free)


def memory(available_mib: int) -> Finding:
    """Judge the memory."""
    what = f"{available_mib} MiB of memory available."
    if available_mib < MEMORY_MIB:
        return Finding("warn", what, f"Free some: {MEMORY_MIB} MiB keep the database in memory.")
    return Finding("ok", what)


def load(average: float, allowed: int) -> Finding:
    """Judge what else runs here, by the load average of the last minute."""
    what = f"Load average {average:.2f} on {allowed} CPUs."
    if average > 0.25 * allowed:
        return Finding("warn", what, "End other programs: they take time from what is measured.")
    return Finding("ok", what)


def governor(name: str | None) -> Iterator[Finding]:
    """Judge the CPU frequency governor, where it can be seen."""
    if name == "performance":
        yield Finding("ok", "CPU frequency governor performance.")
    elif name is not None:
        yield Finding(
            "warn",
            f"CPU frequency governor {name}.",
            "Choose `performance` (cpupower frequency-set -g performance): a changing clock "
            "changes the figures.",
        )


def postgres() -> Finding:
    """Judge whether the embedded server's programs run as they would in a comparison."""
    try:
        tree, identity = wheel_tree(), server_identity()
    except UserError as error:
        return Finding("fail", "No embedded PostgreSQL.", str(error))
    if runs(tree, identity):
        return Finding("ok", "The embedded PostgreSQL runs.")
    if identity and runs(tree, None):
        return Finding("ok", "The embedded PostgreSQL runs from a copy that `nobody` can reach.")
    return Finding(
        "fail",
        "The embedded PostgreSQL does not run on this system.",
        "Name a server with --database-url.",
    )


def disk(folder: Path) -> Finding:
    """Judge the room for the embedded server's files."""
    free_mib = shutil.disk_usage(folder).free // 2**20
    what = f"{free_mib} MiB free for temporary files."
    if free_mib < DISK_MIB:
        return Finding("fail", what, f"Free {DISK_MIB} MiB, or set TMPDIR to a folder that has it.")
    return Finding("ok", what)


def user(uid: int) -> Finding:
    """Say who runs the comparison."""
    if uid == 0:
        return Finding("ok", "Running as root; the embedded PostgreSQL runs as `nobody`.")
    return Finding("ok", "Running as an ordinary user.")


def numbers(cpus: frozenset[int]) -> str:
    """Write CPU numbers as a list."""
    return ", ".join(map(str, sorted(cpus)))
