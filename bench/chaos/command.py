"""The options of `bench chaos`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console


def chaos(
    stacks: Annotated[
        str | None, typer.Option(help="Which stacks, or groups of them, separated by commas.")
    ] = None,
    faults: Annotated[str | None, typer.Option(help="Which faults, separated by commas.")] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Few stacks that cover all, and short faults.")
    ] = False,
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("results"),
) -> None:
    """Break things under a write load, and check that nothing is lost; exit 1 if something is."""
    from bench.chaos.config import Request, configuration
    from bench.chaos.run import run_chaos

    request = Request(stacks=stacks, faults=faults, quick=quick, out=out)
    run_chaos(configuration(request), out, Console())
