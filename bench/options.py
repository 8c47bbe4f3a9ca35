"""Options that several commands have."""

from typing import Annotated

import typer

DatabaseUrl = Annotated[
    str | None,
    typer.Option(help="A PostgreSQL server to use; without it an embedded one is started."),
]
Workers = Annotated[int, typer.Option(min=1, help="Processes of each stack.")]
Threads = Annotated[int, typer.Option(min=1, help="Threads of a process, where it uses threads.")]
Connections = Annotated[int, typer.Option(min=1, help="Database connections of a process.")]
