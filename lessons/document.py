"""docs/lessons.md: what every lesson says and prints, as one page."""

from collections.abc import Callable, Iterator

from lessons.catalogue import Entry, groups

HEAD = (
    "# Lessons\n\n"
    "What people keep asking about SQLAlchemy, pools and async, answered by programs. Each claim "
    "with a tick is an\nassertion on a real PostgreSQL: `python -m lessons NAME` runs a lesson, "
    "and the test suite runs them all.\n`make docs` makes this page from the lessons themselves; "
    "`…` stands where a figure differs from run to run.\n"
)


def page(output: Callable[[Entry], str]) -> str:
    """Return the page; `output` gives what a lesson prints."""
    return "\n".join([HEAD, *contents(), *(section for section in sections(output))])


def contents() -> Iterator[str]:
    """Yield the list of all lessons, by group."""
    for group in groups():
        links = ", ".join(f"[{entry.name}](#{entry.name})" for entry in group.entries)
        yield f"- **{group.title}** {links}"
    yield ""


def sections(output: Callable[[Entry], str]) -> Iterator[str]:
    """Yield a section for each lesson."""
    for group in groups():
        yield f"## {group.title}\n"
        for entry in group.entries:
            yield section(entry, output(entry))


def section(entry: Entry, output: str) -> str:
    """Return a lesson's section: title, text, links, and what it prints."""
    text, _, _ = entry.text.partition("See: ")
    links = " · ".join(f"<{link}>" for link in entry.links)
    return (
        f"### {entry.name}\n\n**{entry.title}**\n\n{text.strip()}\n\nRead on: {links}\n\n"
        f"```text\n$ python -m lessons {entry.name}\n{output}\n```\n"
    )
