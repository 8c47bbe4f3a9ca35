"""What this machine is, for the manifest that every result carries."""

import os
import platform
import shutil
import subprocess
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import psutil
import psycopg

ROOT = Path(__file__).parents[1]

POSTGRES_SETTINGS = (
    *("autovacuum", "checkpoint_timeout", "effective_cache_size", "fsync", "full_page_writes"),
    *("jit", "max_connections", "max_parallel_workers_per_gather", "max_wal_size"),
    *("shared_buffers", "synchronous_commit", "wal_level", "work_mem"),
)


def environment() -> dict[str, Any]:
    """Return the facts of machine, system, Python, packages and checkout; sizes in MiB."""
    return {
        "cpu_model": cpu_model(),
        "cpu_count": psutil.cpu_count(),
        "cpu_cores": psutil.cpu_count(logical=False),
        "cpus_allowed": sorted(allowed_cpus()),
        "memory_mib": psutil.virtual_memory().total // 2**20,
        "container_cpu_limit": container_cpu_limit(),
        "container_memory_limit_mib": container_memory_limit_mib(),
        "os": operating_system(),
        "kernel": f"{platform.system()} {platform.release()}",
        "architecture": platform.machine(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "packages": packages(),
        "git_commit": git_commit(),
        "load_average": [round(load, 2) for load in os.getloadavg()],
    }


def postgres_environment(url: str) -> dict[str, Any]:
    """Return the version and the settings that matter of the server at `url`."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY(%s)",
            [list(POSTGRES_SETTINGS)],
        ).fetchall()
        version = connection.info.parameter_status("server_version")
    return {"version": version, "settings": dict(sorted(rows))}


def allowed_cpus() -> frozenset[int]:
    """Return the CPUs that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return frozenset(os.sched_getaffinity(0))
    return frozenset(range(os.cpu_count() or 1))


def cpu_model() -> str:
    """Return what the processor calls itself."""
    info = read("/proc/cpuinfo") or ""
    models = (line.partition(":")[2].strip() for line in info.splitlines() if "model name" in line)
    return next(models, platform.processor() or platform.machine())


def operating_system() -> str:
    """Return the distribution's own name, or the system's."""
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.platform(terse=True)


def packages() -> dict[str, str]:
    """Return every installed distribution with its version."""
    found = {one.metadata["Name"]: one.version for one in distributions()}
    return dict(sorted(found.items(), key=lambda item: item[0].lower()))


def git_commit() -> str | None:
    """Return the checkout's commit, with `-dirty` behind it if files differ; None without one."""
    git = shutil.which("git")
    if git is None:
        return None
    command = [
        git,
        "-C",
        str(ROOT),
        "describe",
        "--always",
        "--dirty",
        "--abbrev=40",
        "--exclude=*",
    ]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    return outcome.stdout.strip() or None


def container_cpu_limit() -> float | None:
    """Return how many CPUs' time the control group may use (v2, then v1); None for no limit."""
    quota, _, period = (read("/sys/fs/cgroup/cpu.max") or "").partition(" ")
    if not quota:
        quota = read("/sys/fs/cgroup/cpu/cpu.cfs_quota_us") or ""
        period = read("/sys/fs/cgroup/cpu/cpu.cfs_period_us") or ""
    if not quota.isdecimal() or not period.isdecimal():  # "max" in v2, "-1" in v1
        return None
    return int(quota) / int(period)


def container_memory_limit_mib() -> int | None:
    """Return how much memory the control group may use (v2, then v1); None for no limit."""
    limit = read("/sys/fs/cgroup/memory.max")
    if limit is None:
        limit = read("/sys/fs/cgroup/memory/memory.limit_in_bytes") or ""
    # v1 says "no limit" with a number of some exbibytes
    if not limit.isdecimal() or int(limit) > psutil.virtual_memory().total:
        return None
    return int(limit) // 2**20


def read(path: str) -> str | None:
    """Return a small file's text without surrounding space; None if it cannot be read."""
    try:
        return Path(path).read_text().strip()
    except OSError:
        return None
