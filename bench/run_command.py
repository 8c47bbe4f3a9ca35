"""The options of `bench run`."""

# ruff: noqa: ARG001  (typer.Context holds them all, with how each came by its value)

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bench.options import (
    Budget,
    Connections,
    DatabaseUrl,
    Out,
    Precision,
    Scale,
    Seed,
    Threads,
    Warmup,
    Window,
    Workers,
)
from bench.stack_groups import GROUPS


def run(
    context: typer.Context,
    stacks: Annotated[
        str,
        typer.Option(
            help=f"Which stacks, or groups of them ({', '.join(GROUPS)}), separated by commas; "
            "a stack named twice is an A/A run."
        ),
    ] = "default",
    workload: Annotated[str, typer.Option(help="Which workloads, separated by commas.")] = "read",
    users: Annotated[
        str, typer.Option(help="Closed loop: users who wait for each answer; several for a sweep.")
    ] = "16",
    rates: Annotated[
        str,
        typer.Option(
            "--rates",
            "--rate",
            help="Open loop: requests a second, whatever becomes of them; several for a sweep, "
            "50% for a share of what the stack can serve.",
        ),
    ] = "",
    arrivals: Annotated[
        str, typer.Option(help="How they are spread in time: poisson or constant.")
    ] = "poisson",
    max_in_flight: Annotated[
        int, typer.Option(min=1, help="Open loop: arrivals beyond so many unanswered are dropped.")
    ] = 1_000,
    think: Annotated[
        str, typer.Option(help="Think time between requests in seconds: a number, or MIN-MAX.")
    ] = "0",
    workers: Workers = 1,
    threads: Threads = 8,
    connections: Connections = 8,
    window: Window = 3.0,
    warmup: Warmup = 0.5,
    rounds: Annotated[int | None, typer.Option(min=1, help="Exactly so many rounds.")] = None,
    precision: Precision = 0.03,
    budget: Budget = 150.0,
    seed: Seed = None,
    scale: Scale = 1.0,
    preset: Annotated[
        str | None,
        typer.Option(help="Conditions of older comparisons: p95-at-20rps or mixed-50."),
    ] = None,
    db_latency: Annotated[
        float | None,
        typer.Option(help="Milliseconds of round trip that a proxy adds before the database."),
    ] = None,
    db_jitter: Annotated[
        float, typer.Option(help="Milliseconds by which they vary at random, up or down.")
    ] = 0.0,
    database_url: DatabaseUrl = None,
    compose: Annotated[
        bool, typer.Option("--compose", help="Run stacks and database in their containers.")
    ] = False,
    stack_file: Annotated[
        Path | None, typer.Option(help="A TOML file with stacks of your own.")
    ] = None,
    locustfile: Annotated[
        Path | None, typer.Option(help="Another locustfile; --workload then names one of its.")
    ] = None,
    allow_remote: Annotated[
        bool, typer.Option("--allow-remote", help="Let stacks of the file be on other machines.")
    ] = False,
    out: Out = Path("results"),
) -> None:
    """Measure stacks against each other: table, verdict, report."""
    from bench.comparison.command import compare_stacks
    from bench.comparison.presets import preset as named
    from bench.comparison.request import Request

    own = {name: value for name, value in context.params.items() if typed(context, name)}
    values = {**context.params, **(named(preset, own) if preset else {}), **own}
    compare_stacks(Request(**values), Console())


def typed(context: typer.Context, name: str) -> bool:
    """Whether an option was given on the command line."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"
