"""The answer as a person would say it. Names of stacks stand in `backticks`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Final

from bench.metrics import METRICS
from bench.numbers import figure, percent, seen_above, span
from bench.report.attributions import attributed
from bench.report.conditions import below_floor, quick_alone
from bench.report.sections import Row, Section
from bench.results import Comparison, Metric, Trial

NOUNS = {"read": "reads", "page": "pages", "feed": "feeds", "write": "writes"}

DIGITS: Final = re.compile(r"\d")

COSTS: dict[Metric, str] = {
    "app_cpu_us_per_request": "the app CPU a request",
    "latency_p99_ms": "the P99 latency",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One workload's answer: the sentence to remember, and what else can be said."""

    section: Section
    lead: str
    more: tuple[str, ...]


def answer(section: Section, config: Mapping[str, Any]) -> Answer:
    """Say who leads a section, who ties, what is wrong on purpose, and how it was measured."""
    if not section.measured:
        return Answer(
            section, f"No trial of {section.where.label} was valid, so nothing is said.", ()
        )
    trials = [trial for row in section.rows for trial in row.valid]
    conditions = (*quick_alone(trials), *below_floor(trials))
    leader, rival = leader_and_rival(section, config.get("baseline"))
    if rival is None:
        return Answer(section, _alone(section, leader), conditions)
    found = section.between(leader.stack.name, rival.stack.name)
    if found is None:
        few = (
            f"Too few rounds of {section.where.label} are valid to compare stacks: "
            "with one round there is no interval, and without an interval no verdict."
        )
        return Answer(section, few, conditions)
    more = [
        *_costs(section, found),
        *attributed(section.attributions),
        *_ties(section, found),
        *_wrong(section, leader),
        *conditions,
    ]
    return Answer(section, _lead(section, found), tuple(more))


def leader_and_rival(section: Section, baseline: object = None) -> tuple[Row, Row | None]:
    """Return the best stack, and whom it is held against: the baseline if it is there.

    Else the best of another framework, else the runner-up. Stacks that are wrong on purpose are
    neither, unless nothing else was measured. ValueError when nothing was.
    """
    candidates = section.right or section.measured
    if not candidates:
        raise ValueError("no stack has a valid trial")
    leader, *others = candidates
    named = [row for row in others if row.stack.name == baseline]
    other_framework = [row for row in others if row.stack.framework != leader.stack.framework]
    return leader, next(iter(named or other_framework or others), None)


def _alone(section: Section, row: Row) -> str:
    unit = METRICS[section.where.headline].unit
    shown = figure(row.figure(section.where.headline))
    return f"`{row.stack.name}` alone was measured under {section.where.label}: {shown} {unit}."


def _lead(section: Section, found: Comparison) -> str:
    a, b = f"`{found.stack_a}`", f"`{found.stack_b}`"
    if found.verdict == "no difference detected":
        return (
            f"On this machine no difference is detected between {a} and {b} in "
            f"{_subject(section)}; {_seen(found)}."
        )
    times = span(found.ratio, found.ci_low, found.ci_high)
    if section.where.open_loop:
        return f"On this machine, {section.where.label}, {a} has {times} the P95 latency of {b}."
    return f"On this machine {a} serves {times} the {_noun(section)} of {b}."


def _seen(found: Comparison) -> str:
    above = seen_above(found)
    if above is None:
        return "rounds are too few to tell what would have been seen"
    return f"one above {above} would have been seen"


def _noun(section: Section) -> str:
    workload = section.where.workload
    return NOUNS.get(workload, f"`{workload}` requests")


def _subject(section: Section) -> str:
    if section.where.open_loop:
        return f"P95 latency, {section.where.label}"
    return _noun(section)


def _costs(section: Section, found: Comparison) -> Iterator[str]:
    """Yield what the leader pays, only where a difference is detected."""
    claims = [
        claim for metric, words in COSTS.items() if (claim := _claim(section, found, metric, words))
    ]
    if claims:
        yield f"It takes {' and '.join(claims)}."


def _claim(section: Section, found: Comparison, metric: Metric, words: str) -> str | None:
    other = section.between(found.stack_a, found.stack_b, metric)
    if other is None or other.verdict == "no difference detected":
        return None
    return f"{span(other.ratio, other.ci_low, other.ci_high)} {words}"


def _ties(section: Section, lead: Comparison) -> Iterator[str]:
    """Yield the groups that are not told apart, but for a pair that the lead speaks of."""
    names = [row.stack.name for row in section.right]
    ties = {
        frozenset((found.stack_a, found.stack_b)): found
        for found in section.comparisons
        if found.metric == section.where.headline and found.verdict == "no difference detected"
    }
    for group in _groups(names, set(ties)):
        if group == {lead.stack_a, lead.stack_b}:
            continue
        widest = max(
            (found for pair, found in ties.items() if pair <= group),
            key=lambda found: found.detectable or inf,
        )
        above = seen_above(widest)
        listed = [f"`{name}`" for name in names if name in group]
        yield (
            f"{', '.join(listed[:-1])} and {listed[-1]}: no difference detected"
            f"{f' above {above}' if above else ', and rounds are too few to tell above what'}."
        )


def _groups(names: list[str], ties: set[frozenset[str]]) -> list[frozenset[str]]:
    """Largest groups in which every two tie; a stack may be in several, for ties do not chain."""
    groups: list[frozenset[str]] = [frozenset()]
    for name in names:
        grown = [
            frozenset({name}) | {other for other in group if frozenset((name, other)) in ties}
            for group in groups
        ]
        groups = [
            group
            for group in dict.fromkeys([*groups, *grown])
            if not any(group < other for other in [*groups, *grown])
        ]
    return [group for group in groups if len(group) > 1]


def _wrong(section: Section, leader: Row) -> Iterator[str]:
    for row in section.measured:
        found = section.between(row.stack.name, leader.stack.name)
        if row.stack.warning and found and row is not leader:
            yield (
                f"`{row.stack.name}` is no candidate ({row.stack.warning}); its "
                f"{METRICS[section.where.headline].label} is "
                f"{span(found.ratio, found.ci_low, found.ci_high)} that of `{leader.stack.name}`."
            )


def cautions(config: Mapping[str, Any]) -> list[str]:
    """Return what a reader must know of the run before reading any figure of it."""
    found = [str(note) for note in config.get("notes", ())]
    think = config.get("think_time_s") or 0
    least, most = think if isinstance(think, Sequence) else (think, think)
    if most:
        shown = f"{least:g}" if least == most else f"{least:g} to {most:g}"
        found.append(
            f"Users think for {shown} s between requests, so throughput is set by them: "
            "compare latencies."
        )
    precision = config.get("precision")
    if precision and config.get("stopped_by") == "budget":
        found.append(
            f"Time was over before every interval was within ±{percent(float(precision))}."
        )
    return found


def thrown_out(trials: Sequence[Trial]) -> list[str]:
    """Say how many trials were thrown out, and why; nothing where none was."""
    lost = [trial for trial in trials if not trial.valid]
    if not lost:
        return []
    # the first of each kind: the same rule says another figure each time
    kinds = {DIGITS.split(why)[0]: why for trial in reversed(lost) for why in trial.reasons}
    reasons = "; ".join(kinds.values())
    return [f"{len(lost)} of {len(trials)} trials were thrown out, such as: {reasons}."]
