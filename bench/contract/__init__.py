"""The API contract as checks over HTTP: every row and every error of its table.

A check is a sentence and a function that raises `ContractViolation`. `run_checks(url)` runs
them all against any service, whatever rows it holds.
"""

from bench.contract.catalogue import CHECKS
from bench.contract.registry import Check
from bench.contract.run import CheckResult, connect, run_check, run_checks
from bench.contract.violations import ContractViolation

__all__ = [
    "CHECKS",
    "Check",
    "CheckResult",
    "ContractViolation",
    "connect",
    "run_check",
    "run_checks",
]
