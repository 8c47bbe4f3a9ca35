"""Everything that is tried, in this order."""

from typing import Final

from bench.chaos.faults import clients, database, network, pressure, processes
from bench.chaos.faults.fault import Fault

FAULTS: Final[tuple[Fault, ...]] = (
    *processes.FAULTS,
    *database.FAULTS,
    *network.FAULTS,
    *pressure.FAULTS,
    *clients.FAULTS,
)
