"""`python -m lessons`: list lessons, run them, make their page."""

import argparse
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import TextIO

from lessons.catalogue import entries, find, groups
from lessons.document import page
from lessons.errors import UserError
from lessons.lesson import ClaimFailed
from lessons.running import captured, give_all
from lessons.server import serving


def main() -> None:
    """Run the command line: 1 when a claim does not hold, 2 for what the user can put right."""
    signal.signal(signal.SIGTERM, interrupt)
    try:
        run(parser().parse_args(), sys.stdout)
    except ClaimFailed as error:
        sys.exit(f"A claim does not hold here, in the lesson {error}")
    except UserError as error:
        sys.stderr.write(f"Error: {error}\n")
        sys.exit(2)
    except BrokenPipeError:  # `python -m lessons NAME | head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        sys.exit(130)


def interrupt(_: int, frame: FrameType | None) -> None:
    """Do what Ctrl-C does just now: an event loop cancels its task, all else is unwound."""
    handler = signal.getsignal(signal.SIGINT)
    (handler if callable(handler) else signal.default_int_handler)(signal.SIGINT, frame)


def parser() -> argparse.ArgumentParser:
    """Return the command line's form."""
    form = argparse.ArgumentParser(
        prog="python -m lessons",
        description="Runnable answers about SQLAlchemy, pools and async. Without NAME: list them.",
    )
    form.add_argument("name", nargs="?", metavar="NAME", help="a lesson, or a group of them")
    form.add_argument("--names", action="store_true", help="print bare names, one a line")
    form.add_argument("--markdown", type=Path, metavar="FILE", help="write all lessons as a page")
    form.add_argument(
        "--database-url",
        metavar="URL",
        help="a PostgreSQL server to use; without it an embedded one is started",
    )
    return form


def run(options: argparse.Namespace, out: TextIO) -> None:
    """Do what was asked for."""
    if options.names:
        out.writelines(f"{entry.name}\n" for entry in entries())
    elif options.markdown:
        require_writable(options.markdown)
        with serving(options.database_url) as server:
            made = page(lambda entry: captured(entry, server))
        options.markdown.write_text(made, encoding="utf-8")
    elif options.name:
        chosen = find(options.name)
        with serving(options.database_url) as server:
            give_all(chosen, server, out)
    else:
        out.writelines(f"{line}\n" for line in listing())


def require_writable(file: Path) -> None:
    """Raise `UserError` when nothing can be written there; `file` stays as it was."""
    there = file.exists()
    try:
        file.open("a").close()
    except OSError as error:
        raise UserError(f"Cannot write {file} ({error.strerror}): choose another file.") from None
    if not there:
        file.unlink()


def listing() -> list[str]:
    """Return all groups and lessons, with their titles."""
    width = max(len(entry.name) for entry in entries())
    lines = []
    for group in groups():
        lines += [f"{group.name}: {group.title.partition(': ')[2]}"]
        lines += [f"  {entry.name:<{width}}  {entry.title}" for entry in group.entries]
        lines += [""]
    return [*lines, "`python -m lessons NAME` runs one, or all of a group."]
