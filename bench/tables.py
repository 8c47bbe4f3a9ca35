"""Small tables for the terminal."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from bench.contract import CheckResult
from bench.doctor import Finding

HEADINGS = ("framework", "server", "driver", "style")
SIGNS = {"ok": ("✓", "green"), "warn": ("!", "yellow"), "fail": ("✗", "red")}


def stack_table(stacks: Iterable[Mapping[str, Any]]) -> Table:
    """Return the catalogue of stacks."""
    table = Table(box=box.SIMPLE_HEAD, caption_justify="left", caption_style="yellow")
    for heading in ("stack", *HEADINGS):
        table.add_column(heading, no_wrap=True)
    warned = []
    for stack in stacks:
        mark = " ⚠" if stack["warning"] else ""
        table.add_row(f"{stack['name']}{mark}", *(stack[heading] for heading in HEADINGS))
        if stack["warning"]:
            warned.append(f" ⚠ {stack['name']}: {stack['warning']}")
    table.caption = "\n".join(warned) or None
    return table


def group_table(groups: Mapping[str, Iterable[str]]) -> Table:
    """Return the groups of stacks that `bench run --stacks` takes."""
    table = Table("group", "stacks", box=box.SIMPLE_HEAD)
    for name, members in groups.items():
        table.add_row(name, Text(" ".join(members)))
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
