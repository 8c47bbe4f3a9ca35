"""Options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

HOUR_S = 3_600
WEEK_S = 604_800
MOST_RATIO = 10
"""Bounds of options that are real numbers: `inf` is one, and no figure of a result."""

DatabaseUrl = Annotated[
    str | None,
    typer.Option(help="A PostgreSQL server to use; without it an embedded one is started."),
]
Workers = Annotated[int, typer.Option(min=1, help="Processes of each stack.")]
Threads = Annotated[int, typer.Option(min=1, help="Threads of a process, where it uses threads.")]
Connections = Annotated[int, typer.Option(min=1, help="Database connections of a process.")]
Window = Annotated[float, typer.Option(min=0.2, max=HOUR_S, help="Seconds measured in a trial.")]
Warmup = Annotated[float, typer.Option(min=0.0, max=HOUR_S, help="Seconds of load before them.")]
Seed = Annotated[int | None, typer.Option(help="Seed of all that is drawn by lot.")]
Budget = Annotated[float, typer.Option(min=1, max=WEEK_S, help="Seconds for all rounds.")]
Precision = Annotated[
    float,
    typer.Option(min=0.001, max=MOST_RATIO, help="Stop when each interval is within this ratio."),
]
Scale = Annotated[float, typer.Option(help="Size of the dataset; 1 is 10,000 users.")]
Out = Annotated[Path, typer.Option(help="Folder for the results.")]
