"""Small tables for the terminal."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from bench.contract import CheckResult
from bench.doctor import Finding

SIGNS = {"ok": ("✓", "green"), "warn": ("!", "yellow"), "fail": ("✗", "red")}


def stack_table(stacks: Iterable[Mapping[str, Any]]) -> Table:
    """Return the catalogue of stacks."""
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("stack", no_wrap=True)
    for heading in ("framework", "server", "driver", "style", "warning"):
        table.add_column(heading)
    for stack in stacks:
        table.add_row(*(Text(str(value or "")) for value in stack.values()))
    return table


def contract_table(results: Iterable[CheckResult]) -> Table:
    """Return checks that failed, and what was wrong."""
    table = Table("part", "what must hold", "what came", box=box.SIMPLE_HEAD)
    for result in results:
        table.add_row(*map(Text, (result.group, result.title, result.message)))
    return table


def findings_table(findings: Iterable[Finding]) -> Table:
    """Return what a machine has and lacks."""
    table = Table(box=None, show_header=False)
    for finding in findings:
        sign, style = SIGNS[finding.level]
        table.add_row(Text(sign, style), Text(finding.what), Text(finding.advice, "dim"))
    return table
