"""The same answer in a terminal of 80 columns or more."""

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bench.cautions import of_trials
from bench.numbers import MISSING, figure, with_half_width
from bench.report.grids import marks
from bench.report.sections import Row, Section, contests
from bench.report.sentences import answer, cautions, thrown_out
from bench.results import Results

_HEADINGS = (
    ("#", "right"),
    ("stack", "left"),
    ("requests/s", "right"),
    ("P50/95/99 ms", "right"),
    ("err", "right"),
    ("CPU µs", "right"),
    ("MiB", "right"),
)


def print_terminal(results: Results, console: Console) -> None:
    """Print for each workload a table, then the verdicts; warnings stand beneath the table."""
    if not results.trials:
        console.print("Nothing was measured.")
    for section in contests(results):
        said = answer(section, results.config)
        console.print()
        console.print(_table(section))
        for row in section.rows:
            if marks(row.stack):
                console.print(Text(f" ⚠ {row.stack.name}: {marks(row.stack)}", style="yellow"))
        console.print()
        console.print(styled(said.lead, "bold"))
        for sentence in said.more:
            console.print(styled(sentence))
    print_cautions(
        [*cautions(results.config), *thrown_out(results.trials), *of_trials(results)], console
    )


def print_cautions(said: Iterable[str], console: Console) -> None:
    """Print each caution on a line of its own."""
    for caution in said:
        console.print(Text(f"⚠ {caution}", style="yellow"))


def _table(section: Section) -> Table:
    table = Table(
        title=f"{section.where.label} (CPU: app + database, a request)",
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for heading, side in _HEADINGS:
        table.add_column(heading, justify="left" if side == "left" else "right", no_wrap=True)
    table.columns[1].no_wrap = False
    table.columns[1].overflow = "fold"
    for row in section.rows:
        table.add_row(*cells(row))
    return table


def cells(row: Row) -> list[Text]:
    """Return a stack's row of the table."""
    name = f"{row.stack.name} ⚠" if marks(row.stack) else row.stack.name
    app, database = row.figure("app_cpu_us_per_request"), row.figure("db_cpu_us_per_request")
    latencies = [row.latency("p50"), row.latency("p95"), row.latency("p99")]
    return [
        Text(str(row.rank or MISSING)),
        Text(name, style="yellow" if row.stack.warning else ""),
        Text(with_half_width(row.estimate("throughput_rps")), style="bold"),
        Text("/".join(figure(latency, 2) for latency in latencies)),
        Text(f"{row.errors:,}", style="bold red" if row.errors else ""),
        Text(f"{figure(app, 2)}+{figure(database, 2)}"),
        Text(figure(row.figure("peak_rss_mib"), 2)),
    ]


def styled(sentence: str, style: str = "") -> Text:
    """Return the sentence with every second piece between backticks in colour."""
    text = Text(style=style)
    for index, piece in enumerate(sentence.split("`")):
        text.append(piece, style="cyan" if index % 2 else "")
    return text
