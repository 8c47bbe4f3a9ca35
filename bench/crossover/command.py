"""The options of `bench crossover`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bench.options import (
    MOST_RATIO,
    Budget,
    Connections,
    DatabaseUrl,
    Out,
    Scale,
    Seed,
    Warmup,
    Window,
    Workers,
)


def crossover(
    stacks: Annotated[list[str], typer.Argument(help="Two stacks, or more.")],
    axis: Annotated[
        str, typer.Option(help="Along what: db-latency, users, connections or slow-share.")
    ] = "db-latency",
    range_: Annotated[
        str, typer.Option("--range", help="LOW-HIGH on that axis; a usual one without it.")
    ] = "",
    metric: Annotated[str, typer.Option(help="What is compared.")] = "throughput_rps",
    workload: Annotated[str, typer.Option(help="Under which workload.")] = "read",
    users: Annotated[int, typer.Option(min=1, help="Users who wait for each answer.")] = 16,
    db_latency: Annotated[
        float | None,
        typer.Option(min=0, help="Milliseconds before the database, on the other axes."),
    ] = None,
    workers: Workers = 1,
    threads: Annotated[
        str, typer.Option(help="Threads of a process; same for as many as connections.")
    ] = "8",
    connections: Connections = 8,
    precision: Annotated[
        float,
        typer.Option(
            min=0.01, max=MOST_RATIO, help="Stop when the place is known within this ratio."
        ),
    ] = 0.2,
    budget: Budget = 300.0,
    window: Window = 1.5,
    warmup: Warmup = 0.5,
    seed: Seed = None,
    scale: Scale = 1.0,
    database_url: DatabaseUrl = None,
    out: Out = Path("results"),
) -> None:
    """Find from which database latency, users or connections on another stack leads."""
    from bench.crossover.config import Request
    from bench.crossover.run import find_crossover

    request = Request(
        stacks=stacks,
        axis=axis,
        range=range_,
        metric=metric,
        workload=workload,
        users=users,
        db_latency=db_latency,
        workers=workers,
        threads=threads,
        connections=connections,
        precision=precision,
        budget=budget,
        window=window,
        warmup=warmup,
        seed=seed,
        scale=scale,
        database_url=database_url,
        out=out,
    )
    find_crossover(request, Console())
