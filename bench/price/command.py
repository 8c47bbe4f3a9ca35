"""The options of `bench price`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bench.options import HOUR_S, WEEK_S, Connections, DatabaseUrl, Out, Scale, Seed, Warmup, Window


def price(
    stacks: Annotated[list[str] | None, typer.Argument(help="One stack, or more.")] = None,
    rate: Annotated[
        float, typer.Option(min=1, max=1_000_000, help="Requests a second to hold.")
    ] = 300.0,
    db_latency: Annotated[
        float, typer.Option(min=0, max=1_000, help="Milliseconds before the database.")
    ] = 5.0,
    p95: Annotated[
        float,
        typer.Option(min=0.1, max=1_000 * HOUR_S, help="Milliseconds that 95 % of them may take."),
    ] = 50.0,
    workload: Annotated[str, typer.Option(help="Under which workload.")] = "read",
    most: Annotated[int, typer.Option(min=1, help="Most connections of a process.")] = 64,
    most_workers: Annotated[int, typer.Option(min=1, help="Most processes of a stack.")] = 1,
    levels: Annotated[
        str, typer.Option(help="Requests under way at which memory is read.")
    ] = "8,32,64,128,192",
    connections: Connections = 8,
    rounds: Annotated[int, typer.Option(min=1, help="Trials at each of these levels.")] = 3,
    budget: Annotated[
        float, typer.Option(min=1, max=WEEK_S, help="Seconds for all trials.")
    ] = 400.0,
    window: Window = 3.0,
    warmup: Warmup = 0.5,
    seed: Seed = None,
    scale: Scale = 1.0,
    database_url: DatabaseUrl = None,
    out: Out = Path("results"),
) -> None:
    """Find the least memory and connections that hold a rate, and what a waiting request costs."""
    from bench.price.config import Request
    from bench.price.run import find_price

    request = Request(
        stacks=stacks or ["flask-psycopg", "fastapi-psycopg"],
        rate=rate,
        db_latency=db_latency,
        p95=p95,
        workload=workload,
        most=most,
        most_workers=most_workers,
        levels=levels,
        connections=connections,
        rounds=rounds,
        budget=budget,
        window=window,
        warmup=warmup,
        seed=seed,
        scale=scale,
        database_url=database_url,
        out=out,
    )
    find_price(request, Console())
