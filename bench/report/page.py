"""report.html: one file with everything in it, that opens without a network."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from bench.cautions import of_trials
from bench.report.facts import flat, validity
from bench.report.figures import Figure, section_figures, sweep_figure
from bench.report.sections import (
    FLOOR_WORKLOAD,
    Section,
    contests,
    main_sections,
    sections,
    unknown_stack,
)
from bench.report.sentences import Answer, answer, cautions, leader_and_rival
from bench.report.sweeps import sweeps
from bench.results import Results, Stack


@dataclass(frozen=True, slots=True)
class Part:
    """One workload's part of the page."""

    name: str
    answer: Answer
    figures: tuple[Figure, ...]


def render_html(results: Results) -> str:
    """Render the page from a results document alone; it needs no other file and no network."""
    environment = Environment(
        loader=PackageLoader("bench"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["names"] = names
    every = sections(results)
    floors = _floors(every)
    return environment.get_template("report.html").render(
        parts=[_part(section, floors, results.config) for section in contests(results)],
        sweeps=[(sweep.sentences(), sweep_figure(sweep)) for sweep in sweeps(every)],
        validity=validity(results.trials, _stacks(results)),
        unchecked=[s.name for s in _stacks(results).values() if not s.contract_verified],
        cautions=[*cautions(results.config), *of_trials(results)],
        thrown_out=sum(not trial.valid for trial in results.trials),
        trials=len(results.trials),
        facts=[
            ("What was asked", flat(results.config)),
            ("Where it ran", flat(results.environment)),
        ],
    )


def names(sentence: str) -> Markup:
    """Turn `backticks` into code elements, and everything else into escaped text."""
    pieces = sentence.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if index % 2 else escape(piece)
        for index, piece in enumerate(pieces)
    )


def _part(section: Section, floors: Mapping[str, float], config: Mapping[str, Any]) -> Part:
    said = answer(section, config)
    if not section.measured:
        return Part(section.where.label, said, ())
    _, rival = leader_and_rival(section, config.get("baseline"))
    return Part(section.where.label, said, tuple(section_figures(section, rival, floors)))


def _floors(every: list[Section]) -> dict[str, float]:
    """Return the app CPU of `/health` in µs by stack, where it was measured."""
    return {
        row.stack.name: figure
        for section in main_sections(every)
        if section.where.workload == FLOOR_WORKLOAD
        for row in section.measured
        if (figure := row.figure("app_cpu_us_per_request"))
    }


def _stacks(results: Results) -> dict[str, Stack]:
    described = {stack.name: stack for stack in results.stacks}
    measured = dict.fromkeys(trial.stack for trial in results.trials)
    return {name: described.get(name) or unknown_stack(name) for name in measured}
