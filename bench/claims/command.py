"""The options of `bench claims`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bench.options import Budget, DatabaseUrl, Out, Scale, Seed


def claims(
    names: Annotated[
        list[str] | None, typer.Argument(help="Which claims; all without a name.")
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="Print the claims and where they come from, and end.")
    ] = False,
    budget: Budget = 200.0,
    seed: Seed = None,
    scale: Scale = 1.0,
    database_url: DatabaseUrl = None,
    out: Out = Path("results"),
    from_: Annotated[
        Path | None,
        typer.Option("--from", help="Measure nothing: take a claims.json, or its folder."),
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option(help="Write the page to this file as well.")
    ] = None,
) -> None:
    """Put famous claims to the test on this machine, with a verdict for each."""
    from bench.claims import run
    from bench.claims.config import Request

    console = Console()
    wanted = names or []
    if list_:
        run.list_claims(wanted, console)
    elif from_:
        run.render_again(from_, wanted, markdown, console)
    else:
        request = Request(
            names=wanted,
            budget=budget,
            seed=seed,
            scale=scale,
            database_url=database_url,
            out=out,
        )
        run.run_claims(request, markdown, console)
