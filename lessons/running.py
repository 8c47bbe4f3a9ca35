"""Gives lessons, one after the other."""

import asyncio
import inspect
from collections.abc import Iterable
from io import StringIO
from textwrap import wrap
from typing import TextIO

from lessons.catalogue import Entry
from lessons.lesson import ClaimFailed, Lesson
from lessons.server import Server

WIDTH = 78


def give(entry: Entry, server: Server, out: TextIO, *, masked: bool = False) -> Lesson:
    """Run a lesson in a database of its own; raises `ClaimFailed` at the first false claim."""
    with server.database() as url:
        lesson = Lesson(url, out, masked=masked)
        try:
            given = entry.run(lesson)
            if inspect.iscoroutine(given):
                asyncio.run(given)
        except ClaimFailed as error:
            raise ClaimFailed(f"{entry.name}: {error}") from None
    return lesson


def give_all(chosen: Iterable[Entry], server: Server, out: TextIO) -> None:
    """Run lessons, each beneath its title and text."""
    for place, entry in enumerate(chosen):
        out.write("\n" * 2 * (place > 0))
        for line in heading(entry):
            out.write(f"{line}\n")
        out.write("\n")
        lesson = give(entry, server, out)
        out.write(f"\n{lesson.claims} claims hold.\n")


def captured(entry: Entry, server: Server) -> str:
    """Return what a lesson prints, without what varies from run to run."""
    out = StringIO()
    give(entry, server, out, masked=True)
    return out.getvalue().strip("\n")


def heading(entry: Entry) -> Iterable[str]:
    """Yield a lesson's name, title and text."""
    yield from (entry.name, "=" * len(entry.name), "")
    yield from (*wrap(f"{entry.title}.", WIDTH), "")
    for paragraph in entry.text.split("\n\n"):
        if paragraph.startswith("See: "):
            yield from paragraph.splitlines()
        else:
            yield from (*wrap(" ".join(paragraph.split()), WIDTH), "")
