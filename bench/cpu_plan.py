"""Who runs on which CPUs: the app by itself, the generator and the database on the others."""

import os
from collections.abc import Iterable
from dataclasses import dataclass

from bench.machine import allowed_cpus, read


@dataclass(frozen=True)
class CpuPlan:
    """CPUs for the app and for the others; None where there is nothing to divide."""

    app: frozenset[int] | None
    others: frozenset[int] | None


def cpu_plan() -> CpuPlan:
    """Return the plan for the CPUs that this process may use; nothing is divided on macOS."""
    if not hasattr(os, "sched_setaffinity"):
        return CpuPlan(None, None)
    return divide(cores_of(allowed_cpus()))


def divide(cores: Iterable[frozenset[int]]) -> CpuPlan:
    """Give the app the first half of the cores, rounded down, and the others the rest.

    A core is the set of CPUs that share one: threads of one core slow each other, so they stay on
    one side. Only where there is a single core are its threads divided.
    """
    parts = sorted(cores, key=min)
    if len(parts) == 1:
        parts = [frozenset({cpu}) for cpu in sorted(parts[0])]
    half = len(parts) // 2
    if half == 0:
        return CpuPlan(None, None)
    return CpuPlan(frozenset().union(*parts[:half]), frozenset().union(*parts[half:]))


def cores_of(cpus: frozenset[int]) -> set[frozenset[int]]:
    """Return the CPUs by core, as far as the kernel tells; else each is a core of its own."""
    return {siblings(cpu) & cpus | {cpu} for cpu in cpus}


def siblings(cpu: int) -> frozenset[int]:
    """Return the CPUs on the same core as `cpu`."""
    folder = f"/sys/devices/system/cpu/cpu{cpu}/topology"
    return parse_cpu_list(read(f"{folder}/thread_siblings_list") or str(cpu))


def parse_cpu_list(text: str) -> frozenset[int]:
    """Read the kernel's list form, such as `0-3,8`."""
    ranges = (part.partition("-") for part in text.split(","))
    return frozenset(
        cpu for low, _, high in ranges for cpu in range(int(low), int(high or low) + 1)
    )
