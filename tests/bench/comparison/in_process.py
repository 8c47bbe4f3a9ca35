"""A command called in this process, which spares the start of another."""

import re
import signal
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from unittest.mock import patch

from bench.cli import main

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it said."""

    code: int
    stdout: str
    stderr: str


def bench(*arguments: str) -> Said:
    """Run a command to its end, as the console script does."""
    return called(main, "bench", *arguments)


def called(main: Callable[[], object], *argv: str) -> Said:
    """Run a program's `main` to its end."""
    handlers = {number: signal.getsignal(number) for number in SIGNALS}
    out, err, code = StringIO(), StringIO(), 0
    try:
        line = patch.object(sys, "argv", list(argv))
        with line, redirect_stdout(out), redirect_stderr(err):
            main()
    except SystemExit as exit_:
        code = exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    return Said(code, out.getvalue(), err.getvalue())


def refusal(*arguments: str) -> str:
    """Return the sentence with which a command refuses; exactly one, and exit code 2."""
    said = bench(*arguments)
    assert (said.code, said.stdout.strip()) == (2, ""), said
    assert re.fullmatch(r"Error: [^\n]+[.?]\n", said.stderr), said.stderr
    sentence = said.stderr.removeprefix("Error: ").strip()
    assert not re.search(r"[.?!] [A-Z]", sentence), sentence
    return sentence
