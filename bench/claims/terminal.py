"""Claims and verdicts in a terminal of 80 columns or more."""

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bench.claims.catalogue import CLAIMS
from bench.claims.claim import Claim
from bench.claims.document import Document
from bench.claims.verdict import Verdict
from bench.claims.wording import claimed, in_short, tally
from bench.report.terminal import styled

STYLES: dict[Verdict, str] = {
    "holds": "green",
    "holds only when": "yellow",
    "does not hold here": "red",
    "undecided": "dim",
}


def claims_table(claims: Iterable[Claim]) -> Table:
    """Return the claims themselves."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("claim", no_wrap=True)
    table.add_column("what was said")
    table.add_column("source")
    for claim in claims:
        year = f", {claim.year}" if claim.year else ""
        table.add_row(Text(claim.name, "bold"), styled(claim.said), f"{claim.source}{year}")
    return table


def print_terminal(document: Document, console: Console) -> None:
    """Print the verdicts: a table, and each in a sentence."""
    known = {claim.name: claim for claim in CLAIMS}
    table = Table(
        title="Claims on this machine (95 % intervals)",
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    table.add_column("claim", no_wrap=True)
    for heading in ("claimed", "as it was made", "as it should be"):
        table.add_column(heading, justify="right", no_wrap=heading != "claimed")
    for one in document.claims:
        table.add_row(
            Text(one.claim, STYLES[one.verdict]),
            claimed(known[one.claim].extent),
            in_short(one.as_made),
            in_short(one.as_it_should),
        )
    console.print()
    console.print(table)
    for one in document.claims:
        console.print(Text.assemble((one.claim, "bold"), ": ", styled(one.sentence)))
    console.print()
    console.print(tally(document.claims))
