"""The page of a study: one file with everything in it, that opens without a network."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined

from bench.report.facts import flat, validity
from bench.report.page import names
from bench.results import Stack, Trial

STUDIES: Final = ("layers", "crossover", "map", "price", "chaos")
"""Each is a package of this name, with a document `<name>.json` and a page `<name>.html`."""


def fill(name: str, **parts: Any) -> str:
    """Return the template of a study, filled."""
    environment = Environment(
        loader=PackageLoader("bench"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["names"] = names
    return environment.get_template(f"{name}.html").render(**parts)


class Document(Protocol):
    """What every document of a study tells of itself."""

    @property
    def config(self) -> Mapping[str, Any]:
        """What was asked."""

    @property
    def environment(self) -> Mapping[str, Any]:
        """Where it ran."""

    @property
    def stacks(self) -> Sequence[Stack]:
        """What was measured."""


def study_page(
    name: str,
    document: Document,
    trials: Sequence[Trial],
    *,
    cautions: Sequence[str],
    **parts: Any,
) -> str:
    """Return the page of a study of trials: `parts` are what it says and draws."""
    return fill(
        name,
        source=f"{name}.json",
        validity=validity(trials, {stack.name: stack for stack in document.stacks}),
        cautions=cautions,
        facts=[
            ("What was asked", flat(document.config)),
            ("Where it ran", flat(document.environment)),
        ],
        **parts,
    )


def render_again(folder: Path) -> Path | None:
    """Render the page of the study whose document is in a folder; None where there is none."""
    for name in STUDIES:
        if (folder / f"{name}.json").is_file():
            document = import_module(f"bench.{name}.document").read(folder)
            page: Path = import_module(f"bench.{name}.run").render(document, folder)
            return page
    return None
