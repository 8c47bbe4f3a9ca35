"""The results folder: everything a reader or another program wants of a run."""

import json
import time
from pathlib import Path

from bench import results
from bench.errors import UserError
from bench.report import markdown_table, render_html, trials_csv
from bench.results import Results


def new_folder(parent: Path) -> Path:
    """Make and return `parent`/<UTC time>; raise `UserError` where that cannot be written."""
    stamp = time.strftime("%Y-%m-%dT%H%M%SZ", time.gmtime())
    for suffix in ("", *(f"-{number}" for number in range(2, 100))):
        folder = parent / f"{stamp}{suffix}"
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise UserError(
                f"Cannot write results below {parent} ({error.strerror}): choose another by --out."
            ) from None
        return folder
    raise UserError(f"There are too many results of this second below {parent}.")


def save(document: Results, folder: Path) -> None:
    """Write the figures; quick, so that it can be done after every round."""
    results.write(document, folder / "results.json")
    (folder / "trials.csv").write_text(trials_csv(document), encoding="utf-8")
    environment = json.dumps(dict(document.environment), indent=1, ensure_ascii=False)
    (folder / "environment.json").write_text(environment + "\n", encoding="utf-8")


def render(document: Results, folder: Path) -> Path:
    """Write `report.html` and `report.md`; return the former's path."""
    page = folder / "report.html"
    page.write_text(render_html(document), encoding="utf-8")
    (folder / "report.md").write_text(markdown_table(document) + "\n", encoding="utf-8")
    return page
