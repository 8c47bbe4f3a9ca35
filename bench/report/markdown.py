"""A Markdown table for pasting into a pull request."""

from bench.cautions import of_trials
from bench.report.grids import Cell, Grid, summary
from bench.report.sections import contests
from bench.report.sentences import answer, cautions
from bench.results import Results


def markdown_table(results: Results) -> str:
    """Render answer and summary table of each workload as GitHub-flavoured Markdown."""
    if not results.trials:
        return "Nothing was measured.\n"
    parts = [f"> {caution}" for caution in [*cautions(results.config), *of_trials(results)]]
    for section in contests(results):
        said = answer(section, results.config)
        parts += [f"**{said.lead}**", *(f"- {sentence}" for sentence in said.more)]
        parts.append(grid(summary(section)))
    return "\n\n".join(parts).replace("\n\n- ", "\n- ") + "\n"


def grid(table: Grid) -> str:
    """Render one table; figures are aligned right."""
    headings = [f"{name}, {unit}" if unit else name for name, unit in table.headings]
    numeric = [
        bool(table.rows) and not isinstance(table.rows[0][column].sort, str)
        for column in range(len(headings))
    ]
    lines = [
        headings,
        ["---:" if right else "---" for right in numeric],
        *([_text(cell) for cell in row] for row in table.rows),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _text(cell: Cell) -> str:
    shown = f"`{cell.text}`" if cell.tone == "name" else cell.text
    noted = f"{shown} ⚠ {cell.note}" if cell.note else shown
    return noted.replace("|", r"\|").replace("\n", " ")
