"""The options of `bench map`."""

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
    Threads,
    Warmup,
    Window,
    Workers,
)


def map_(
    stacks: Annotated[list[str] | None, typer.Argument(help="Two stacks, or more.")] = None,
    db_latency: Annotated[
        str, typer.Option(help="Milliseconds before the database: LOW-HIGH, or a list.")
    ] = "0.2-20",
    users: Annotated[
        str, typer.Option(help="Users who wait for each answer: LOW-HIGH, or a list.")
    ] = "1-64",
    metric: Annotated[str, typer.Option(help="What is compared.")] = "throughput_rps",
    workload: Annotated[str, typer.Option(help="Under which workload.")] = "read",
    workers: Workers = 1,
    threads: Threads = 8,
    connections: Connections = 8,
    precision: Annotated[
        float,
        typer.Option(
            min=0.001, max=MOST_RATIO, help="A level cell is done when known within this ratio."
        ),
    ] = 0.03,
    budget: Budget = 900.0,
    window: Window = 1.5,
    warmup: Warmup = 0.5,
    seed: Seed = None,
    scale: Scale = 1.0,
    database_url: DatabaseUrl = None,
    out: Out = Path("results"),
) -> None:
    """Map database latency by users: who leads in each cell, by how much, or that nobody does."""
    from bench.map.config import Request
    from bench.map.run import draw_map

    request = Request(
        stacks=stacks or ["flask-psycopg", "fastapi-psycopg"],
        db_latency=db_latency,
        users=users,
        metric=metric,
        workload=workload,
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
    draw_map(request, Console())
