"""The `bench` command: parse, call, say. Each command is a few lines over a module of its own."""

import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from bench.chaos.command import chaos
from bench.claims.command import claims
from bench.crossover.command import crossover
from bench.errors import Interrupted, UserError
from bench.layers.command import layers
from bench.map.command import map_
from bench.options import Connections, DatabaseUrl, Threads, Workers
from bench.plan.command import plan
from bench.price.command import price
from bench.run_command import run
from bench.stack_groups import GROUPS, groups_of
from bench.stacks import CATALOGUE, Capacity, get_stack

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Compare sync and async Python web services on PostgreSQL, on this machine.",
)
console = Console()
errors = Console(stderr=True)

app.command()(run)
app.command()(layers)
app.command()(crossover)
app.command("map")(map_)
app.command()(price)
app.command()(plan)
app.command()(claims)
app.command()(chaos)


def main() -> None:
    """Run the command line; what the user can put right is one sentence and exit code 2."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    try:
        app()
    except UserError as error:
        errors.print(Text.assemble(("Error: ", "red"), str(error)), soft_wrap=True)
        sys.exit(2)
    except Interrupted:
        errors.print("Interrupted.")
        sys.exit(130)


def interrupt(_: int, __: FrameType | None) -> None:
    """Unwind everything once, so that what was started is ended; a second signal waits for that."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise Interrupted


@app.command()
def stacks(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")] = False,
) -> None:
    """List what can be served and measured."""
    shown = [published(asdict(stack)) for stack in CATALOGUE]
    if as_json:
        print(json.dumps(shown, indent=2))  # noqa: T201
        return
    from bench.tables import group_table, stack_table

    console.print(stack_table(shown))
    console.print(group_table(GROUPS))


def published(stack: dict[str, Any]) -> dict[str, Any]:
    """Return what other programs may rely on of a stack."""
    return {key: stack[key] for key in STACK_KEYS} | {"groups": groups_of(stack["name"])}


STACK_KEYS = ("name", "framework", "server", "driver", "style", "warning")


@app.command()
def serve(
    stack: str,
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    workers: Workers = 1,
    threads: Threads = 8,
    connections: Connections = 8,
    database_url: DatabaseUrl = None,
) -> None:
    """Serve a stack until Ctrl-C or SIGTERM, on an embedded database if none is named."""
    from bench.serving import serve_stack

    serve_stack(get_stack(stack), port, Capacity(workers, threads, connections), database_url)


@app.command()
def postgres(
    until_eof: Annotated[
        bool, typer.Option("--until-eof", help="End with standard input too.")
    ] = False,
) -> None:
    """Serve an empty embedded PostgreSQL until Ctrl-C or SIGTERM; its URL is the only output."""
    from bench.postgres_command import serve_postgres

    serve_postgres(until_eof=until_eof)


@app.command()
def verify(
    target: Annotated[str, typer.Argument(help="A stack's name, or the URL of a service.")],
    database_url: DatabaseUrl = None,
) -> None:
    """Check that a stack, or the service at a URL, keeps the API's contract; exit 1 if not."""
    from bench.serving import verify_target
    from bench.tables import contract_table

    results = verify_target(target, database_url)
    broken = [result for result in results if not result.ok]
    if broken:
        console.print(contract_table(broken))
    console.print(f"{len(results) - len(broken)} of {len(results)} checks of the contract hold.")
    raise typer.Exit(1 if broken else 0)


@app.command()
def doctor() -> None:
    """Say what this machine has and lacks for a comparison; exit 1 if it cannot run one."""
    from bench.doctor import findings
    from bench.tables import findings_table

    found = findings()
    console.print(findings_table(found))
    raise typer.Exit(1 if any(finding.level == "fail" for finding in found) else 0)


@app.command()
def compare(
    old: Annotated[Path, typer.Argument(help="A results.json, or its folder.")],
    new: Annotated[Path, typer.Argument(help="Another one.")],
    fail_if_slower: Annotated[
        str | None, typer.Option(help="Exit 1 if a stack is slower by more, for example 5%.")
    ] = None,
) -> None:
    """Compare two results; with --fail-if-slower, exit 1 only for a change that is real."""
    from bench import compare as comparison
    from bench import results

    threshold = None if fail_if_slower is None else comparison.parse_threshold(fail_if_slower)
    changes = comparison.compare(results.read(old), results.read(new))
    comparison.print_changes(changes, console, threshold)
    raise typer.Exit(1 if threshold is not None and changes.slower_than(threshold) else 0)


@app.command()
def blocks(
    folder: Annotated[Path, typer.Argument(help="A folder with a results.json of two stacks.")],
    size: Annotated[int, typer.Option(min=2, help="Rounds of a block.")] = 10,
) -> None:
    """Cut a run of two stacks into short ones, and say how many of them call a difference."""
    from bench import blocks as cut
    from bench import results

    found = cut.blocks(results.read(folder), size)
    console.print(cut.blocks_table(found))
    console.print(cut.blocks_sentence(found))


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(help="A folder with a results.json.")],
    markdown: Annotated[bool, typer.Option(help="Print a Markdown table instead.")] = False,
) -> None:
    """Render the report again, from results.json alone; a study's page from its own JSON file."""
    from bench import results
    from bench.comparison.output import render
    from bench.report import markdown_table
    from bench.studies.pages import render_again

    again = None if markdown else render_again(folder)
    if again:
        console.print(Text(f"Report: {again}"), soft_wrap=True)
        return
    document = results.read(folder)
    if markdown:
        print(markdown_table(document))  # noqa: T201
        return
    page = render(document, folder if folder.is_dir() else folder.parent)
    console.print(Text(f"Report: {page}"), soft_wrap=True)
