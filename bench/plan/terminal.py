"""A plan and a validation, as the terminal shows them."""

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bench.numbers import MISSING, figure
from bench.plan.document import Check, Resource, StackPlan
from bench.plan.goal import Goal

RPS_WITHIN, P95_WITHIN = 0.15, 0.30


def print_plan(plans: Iterable[StackPlan], goal: Goal, console: Console) -> None:
    """Print a table, and below it what runs out first and what is extrapolated."""
    plans = sorted(plans, key=lambda plan: (not plan.reachable, plan.processes))
    away = f", {goal.db_latency_ms:g} ms from the database" if goal.db_latency_ms else ""
    console.print(
        Text(f"{goal.rate:,.0f} requests/s with a P95 of {goal.p95_ms:g} ms{away}", "bold")
    )
    console.print(plan_table(plans))
    for plan in plans:
        console.print(Text(sentence(plan, goal)), soft_wrap=True)
    warned = dict.fromkeys(words for plan in plans for words in plan.extrapolated)
    if warned:
        console.print(
            Text("\nExtrapolated, on paper only: parts of this were never measured.", "yellow")
        )
        for words in warned:
            which = [plan.stack for plan in plans if words in plan.extrapolated]
            console.print(Text(f"  {', '.join(which)}: {words}."), soft_wrap=True)


def plan_table(plans: Iterable[StackPlan]) -> Table:
    """Return what each stack needs."""
    table = Table("stack", box=box.SIMPLE_HEAD)
    for heading in (
        "processes",
        "threads each",
        "pool each",
        "connections",
        "app machines",
        "databases",
        "P95 ms",
    ):
        table.add_column(heading, justify="right")
    for plan in plans:
        if not plan.reachable:
            table.add_row(plan.stack, *[MISSING] * 7)
            continue
        counts = (
            plan.processes,
            plan.threads,
            plan.pool_size,
            plan.connections,
            plan.machines,
            plan.databases,
        )
        shown = [MISSING if count is None else f"{count:,}" for count in counts]
        mark = " *" if plan.extrapolated else ""
        table.add_row(plan.stack, *shown, f"{figure(plan.p95_ms)}{mark}")
    if any(plan.extrapolated for plan in plans):
        table.caption, table.caption_justify = "* extrapolated", "left"
    return table


def sentence(plan: StackPlan, goal: Goal) -> str:
    """Return what runs out first, or why the goal is out of reach."""
    if not plan.reachable:
        return (
            f"{plan.stack} cannot keep it: a request that meets no other has a P95 of "
            f"{figure(plan.alone_p95_ms)} ms."
        )
    first, *others = plan.resources
    if first.name == "max_connections":
        have = goal.usable_connections * plan.databases
        return (
            f"{plan.stack} runs out of connections first, {at(first)}: it holds "
            f"{plan.connections:,}, and max_connections leaves {have:,}; put a pooler such as "
            "PgBouncer between."
        )
    then = f", then of {others[0].name}, {at(others[0])}" if others else ""
    return f"{plan.stack} runs out of {first.name} first, {at(first)}{then}."


def at(resource: Resource) -> str:
    """Return the rate at which a resource is used up."""
    return f"at {resource.all_at_rps:,.0f} requests/s"


def print_checks(checks: Iterable[Check], console: Console) -> None:
    """Print what was predicted beside what was measured."""
    checks = list(checks)
    table = Table("stack", "condition", box=box.SIMPLE_HEAD)
    for heading in (
        *("predicted", "bound", "measured", "requests/s off by"),
        *("predicted P95", "measured P95", "P95 off by"),
    ):
        table.add_column(heading, justify="right")
    for check in checks:
        table.add_row(
            check.stack,
            check.condition,
            figure(check.predicted_rps),
            figure(check.bound_rps),
            figure(check.measured_rps),
            off(check.rps_error, RPS_WITHIN),
            figure(check.predicted_p95_ms),
            figure(check.measured_p95_ms),
            off(check.p95_error, P95_WITHIN),
        )
    console.print(table)
    console.print(
        Text("The bound is mean value analysis, which knows no limit of threads or connections.")
    )
    console.print(Text(verdict(checks)), soft_wrap=True)


def off(error: float, within: float) -> Text:
    """Return a signed percentage, red where it is too much."""
    return Text(f"{error:+.0%}", "" if abs(error) <= within else "red")


def verdict(checks: Iterable[Check]) -> str:
    """Return how many predictions were good enough."""
    checks = list(checks)
    if not checks:
        return "No condition had a valid trial: validate on a quieter machine."
    good = sum(
        abs(check.rps_error) <= RPS_WITHIN and abs(check.p95_error) <= P95_WITHIN
        for check in checks
    )
    return (
        f"{good} of {len(checks)} predictions were within {RPS_WITHIN:.0%} of the throughput and "
        f"{P95_WITHIN:.0%} of the P95 of conditions that the model had never seen."
    )
