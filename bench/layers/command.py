"""The options of `bench layers`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bench.layers.operations import CHOICES
from bench.options import Budget, DatabaseUrl, Out, Precision, Scale, Seed


def layers(
    operations: Annotated[
        str, typer.Option(help="Which operations, separated by commas.")
    ] = ",".join(CHOICES),
    styles: Annotated[str, typer.Option(help="Which access styles; all without it.")] = "",
    stacks: Annotated[
        str, typer.Option(help="Only what these stacks put behind HTTP; all without it.")
    ] = "",
    budget: Budget = 140.0,
    precision: Precision = 0.025,
    seed: Seed = None,
    scale: Scale = 1.0,
    database_url: DatabaseUrl = None,
    out: Out = Path("results"),
) -> None:
    """Measure drivers and styles in process, without HTTP, layer by layer."""
    from bench.layers.config import Request
    from bench.layers.run import run_layers

    request = Request(
        operations=operations,
        styles=styles,
        stacks=stacks,
        budget=budget,
        precision=precision,
        seed=seed,
        scale=scale,
        database_url=database_url,
        out=out,
    )
    run_layers(request, Console())
