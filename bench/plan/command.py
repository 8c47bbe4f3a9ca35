"""The options of `bench plan`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bench.options import Window


def plan(
    rate: Annotated[float | None, typer.Option(help="Requests a second to plan for.")] = None,
    p95: Annotated[
        float | None, typer.Option(help="Milliseconds that 95 % of them may take at most.")
    ] = None,
    db_latency: Annotated[
        float, typer.Option(help="Milliseconds of round trip between app and database.")
    ] = 0.0,
    stacks: Annotated[
        str, typer.Option(help="Which stacks or groups; without it all that are known.")
    ] = "",
    workload: Annotated[str, typer.Option(help="Which workload.")] = "read",
    demands: Annotated[
        Path | None,
        typer.Option(help="A results.json of bench run --users 16,1; else a short run is made."),
    ] = None,
    cores_per_machine: Annotated[
        int, typer.Option(min=1, help="Processes that a machine for apps holds.")
    ] = 4,
    database_cores: Annotated[int, typer.Option(min=1, help="Cores of a database.")] = 4,
    max_connections: Annotated[
        int, typer.Option(min=1, help="What that setting of a database is.")
    ] = 100,
    validate: Annotated[
        bool, typer.Option("--validate", help="Predict conditions never seen, and measure them.")
    ] = False,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds of the short run.")] = 3,
    window: Window = 3.0,
    seed: Annotated[int | None, typer.Option(help="Seed of all that is drawn by lot.")] = None,
    scale: Annotated[float, typer.Option(help="Size of the dataset; 1 is 10,000 users.")] = 1.0,
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("results"),
) -> None:
    """Say how many processes, connections and machines a load needs, by a queueing model."""
    from bench.plan import run
    from bench.plan.goal import goal
    from bench.plan.measuring import Request

    request = Request(
        stacks=stacks,
        workload=workload,
        demands=demands,
        rounds=rounds,
        window=window,
        seed=seed,
        scale=scale,
        out=out,
    )
    if validate:
        run.validate(request, Console())
        return
    found = goal(rate, p95, db_latency, cores_per_machine, database_cores, max_connections)
    run.plan(request, found, Console())
