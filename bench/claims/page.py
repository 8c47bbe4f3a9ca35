"""docs/claims.md: the verdicts of one run, with its figures and its environment."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bench.claims.catalogue import CLAIMS
from bench.claims.claim import CLEARLY, SAME, UNITS, Claim
from bench.claims.document import Document, Judged, Tried
from bench.claims.wording import band, claimed, measured, origin, side, tally
from bench.numbers import percent

PACKAGES: Final = (
    *("asyncpg", "fastapi", "flask", "gunicorn", "psycopg", "psycopg2-binary", "sqlalchemy"),
    *("starlette", "tortoise-orm", "uvicorn", "uvloop"),
)
"""What decides the figures."""


def render_markdown(document: Document) -> str:
    """Render the page from a document alone."""
    known = {claim.name: claim for claim in CLAIMS}
    parts = [
        "# Famous claims, measured",
        "This page is made by `bench claims` and `make docs` from one run on one machine; nobody "
        "typed a verdict. On another machine, run it yourself.",
        f"**{tally(document.claims)}**",
        summary(document, known),
        RULES,
        *(section(known[one.claim], one) for one in document.claims),
        *lost(document),
        "## Where it ran",
        "\n".join(f"- {fact}" for fact in facts(document)),
    ]
    return "\n\n".join(parts) + "\n"


RULES: Final = f"""## How to read it

Each claim is put to two experiments: **as it was made**, with the conditions of its source as far
as they are known, and **as it should have been made**, with what it lacked: equal means, or the
case that a service meets. Both sides of an experiment are measured in turns, in rounds of shuffled
order; a ratio is taken within rounds, and its interval is a 95 % interval over rounds.

What a source measured in requests/s is compared here in the app's CPU a request, at one rate for
all sides: where the load generator shares its CPU with the database, a service without an ORM that
is asked for all it can do keeps both of them busy, and such trials do not count. At such a rate a
process sleeps between requests, and what waking costs is in its CPU, about as much on both sides:
it draws their ratio towards 1. So a ratio that misses the claim towards 1 refutes nothing: it
*cannot be told at this rate*. One that lies within the claim may lie beyond it at full load.

The verdict follows from the two intervals. An experiment shows a claim when its whole interval
lies between half and twice the claimed difference (1.2 times: from 1.1 to 1.4 times). A claim
without a figure asks for a difference of {CLEARLY * 100:g} % or more, and a claim that two are the
same for one of {SAME * 100:g} % or less. An experiment refutes a claim when the whole interval lies
outside of that. Shown by both, a claim *holds*; by one of them alone, it *holds only when* that
one's condition is met; refuted by both, it *does not hold here*. An interval across an edge leaves
it *undecided*."""


def summary(document: Document, known: Mapping[str, Claim]) -> str:
    """Tabulate all verdicts."""
    lines = [
        "| claim | claimed | as it was made | as it should have been | verdict |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    for one in document.claims:
        cells = (
            f"[{one.claim}](#{one.claim})",
            claimed(known[one.claim].extent),
            measured(one.as_made),
            measured(one.as_it_should),
            one.sentence,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def section(claim: Claim, judged: Judged) -> str:
    """Render one claim."""
    tried = (judged.as_made, judged.as_it_should)
    rows = [
        f"| {title} | {sides(one)} | {measured(one)} | {one.rounds} | {one.finding} |"
        for title, one in zip(("as it was made", "as it should have been"), tried, strict=True)
    ]
    label = UNITS[claim.as_made.metric][0]
    table = [
        f"| experiment | {label} | measured | rounds | finding |",
        "| --- | --- | ---: | ---: | --- |",
        *rows,
    ]
    return "\n\n".join(
        (
            f"## {claim.name}",
            f"> {claim.said}",
            f"Source: {origin(claim)}. Claimed: {claimed(claim.extent)}; it holds from "
            f"{band(claim.extent).replace(' or more', ' on')}.",
            f"- **As it was made.** {claim.as_made.what}\n"
            f"- **As it should have been.** {claim.as_it_should.what}",
            "\n".join(table),
            f"**{judged.sentence}**",
        )
    )


def sides(tried: Tried) -> str:
    """Write both sides of an experiment."""
    more = side(tried.more, tried.more_mean, tried.metric)
    return f"{more}; {side(tried.less, tried.less_mean, tried.metric)}"


def lost(document: Document) -> Iterator[str]:
    """Say which trials do not count."""
    cells: dict[tuple[str, str], list[str]] = {}
    for trial in document.thrown_out:
        cells.setdefault((trial.group, trial.cell), []).append(trial.reason)
    if cells:
        yield "## Thrown out"
        yield "\n".join(
            f"- {group}, `{cell}`: {len(reasons)}, the first because {reasons[0]}"
            for (group, cell), reasons in cells.items()
        )


def facts(document: Document) -> Iterator[str]:
    """Yield what was asked, of which machine, with which versions."""
    where: Mapping[str, Any] = document.environment
    if started := document.config.get("started_at"):
        yield f"Measured: {started}, with seed {document.config.get('seed')}"
    for key, title in (
        ("cpu_model", "CPU"),
        ("cpu_count", "CPUs"),
        ("memory_mib", "memory, MiB"),
        ("os", "system"),
        ("kernel", "kernel"),
        ("python", "Python"),
    ):
        if where.get(key):
            yield f"{title}: {where[key]}"
    if database := where.get("database"):
        yield f"PostgreSQL: {database.get('version')}, {document.config.get('database')}"
    installed = {name.lower(): version for name, version in where.get("packages", {}).items()}
    if named := [f"{name} {installed[name]}" for name in PACKAGES if name in installed]:
        yield f"packages: {', '.join(named)}"
    if load := where.get("load_average"):
        share = load[0] / max(where.get("cpu_count") or 1, 1)
        yield f"load before it began: {percent(share)} of the CPUs"
