"""What a study behind the latency proxy says of where it ran."""

from typing import Any

from bench import machine
from bench.cpu_plan import CpuPlan


def environment(database_url: str, cpus: CpuPlan) -> dict[str, Any]:
    """Describe the machine, the database, and which CPUs each side has."""
    return {
        **machine.environment(),
        "database": machine.postgres_environment(database_url),
        "cpus_of_app": sorted(cpus.app or ()),
        "cpus_of_database_generator_and_proxy": sorted(cpus.others or ()),
    }
