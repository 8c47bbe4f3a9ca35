"""How long each part of a row lasts."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Phases:
    """How long things last, in seconds."""

    before_s: float
    """Load before the fault."""
    fault_s: float
    clean_s: float
    """Good answers only, for so long, after the fault: then it is over."""
    patience_s: float
    """From the fault's end, until that has to be so."""
    capacity_s: float
    """A closed loop before and after each flood."""
    flood_s: float


QUICK: Final = Phases(
    before_s=0.3, fault_s=0.6, clean_s=0.3, patience_s=15.0, capacity_s=0.7, flood_s=1.6
)
LONG: Final = Phases(
    before_s=1.0, fault_s=3.0, clean_s=1.0, patience_s=20.0, capacity_s=2.0, flood_s=6.0
)
