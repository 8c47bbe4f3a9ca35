"""`bench claims`: a run with a progress bar, and what it leaves: a table, a page, the figures."""

from collections.abc import Collection
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bench.claims.catalogue import chosen
from bench.claims.config import Request, configuration
from bench.claims.document import Document, Lost, read
from bench.claims.judgement import with_verdicts
from bench.claims.page import render_markdown
from bench.claims.study import study
from bench.claims.terminal import claims_table, print_terminal
from bench.comparison.command import TOO_FEW_VALID
from bench.cpu_plan import cpu_plan
from bench.errors import UserError
from bench.studies.following import ProgressSteps, followed

PAGE = "claims.md"


def list_claims(names: Collection[str], console: Console) -> None:
    """Print the claims."""
    console.print(claims_table(chosen(names)))


def run_claims(request: Request, markdown: Path | None, console: Console) -> None:
    """Measure the claims and say what came of it; exit 3 if too few trials were valid."""
    config = configuration(request)
    found = followed(
        lambda watcher: study(config, cpu_plan(), watcher),
        request.out,
        "claims.json",
        console,
        ProgressWatcher,
    )
    print_terminal(found.document, console)
    for page in (found.folder / PAGE, *([markdown] if markdown else [])):
        write_page(found.document, page, console)
    code = TOO_FEW_VALID if lacking(found.document) else 0
    found.end(console, "what was finished before that is in the page", code)


def lacking(document: Document) -> bool:
    """Whether an experiment lacks the rounds that an interval needs."""
    return any(
        not tried.rounds for one in document.claims for tried in (one.as_made, one.as_it_should)
    )


def render_again(
    source: Path, names: Collection[str], markdown: Path | None, console: Console
) -> None:
    """Judge the figures of an earlier run again, and print or write them."""
    document = read(source)
    measured = set(document.config.get("claims", ()))
    claims = [
        claim for claim in chosen(names) if claim.name in (names or measured or (claim.name,))
    ]
    document = with_verdicts(document, claims)
    if markdown:
        write_page(document, markdown, console)
    else:
        print_terminal(document, console)


def write_page(document: Document, page: Path, console: Console) -> None:
    """Write the page as Markdown."""
    try:
        page.write_text(render_markdown(document), encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"Cannot write {page} ({error.strerror}): choose another by --markdown."
        ) from None
    console.print(Text(f"Page: {page}"), soft_wrap=True)


class ProgressWatcher(ProgressSteps):
    """Shows a run's steps and turns in a progress bar."""

    def turn(self, group: str, cell: str, number: int, share: float) -> None:
        """Show which cell is measured, and how far the groups are."""
        self.advance(f"{group}, round {number}: {cell}", share)

    def thrown_out(self, trial: Lost) -> None:
        """Say at once when a trial does not count."""
        which = f"{trial.group}, {trial.cell}, round {trial.round}: {trial.reason}"
        self.say(Text.assemble(("Thrown out: ", "yellow"), which))
