"""How a lesson puts things on 80 columns of text."""

import inspect
import re
from collections.abc import Callable, Collection, Sequence
from textwrap import dedent, indent, wrap
from typing import Any, TextIO

MASK = "…"
ADDRESS = re.compile(r"\b0x[0-9a-f]+\b")


class Paper:
    """Prints titles, paragraphs, program text, figures and tables to `out`.

    With `masked`, figures that vary from run to run are printed as an ellipsis, and in errors
    the `local` words, which differ from server to server.
    """

    def __init__(self, out: TextIO, *, masked: bool = False, local: Collection[str] = ()) -> None:
        self._out = out
        self._masked = masked
        self._local = local
        self._last = ""

    def step(self, title: str) -> None:
        """Begin a step."""
        self.gap()
        self.put(title, "-" * len(title))

    def say(self, text: str) -> None:
        """Print a paragraph."""
        self.put(*wrap(" ".join(text.split()), 78))

    def show(self, *lines: str) -> None:
        """Print lines a little to the right."""
        self.put(*(f"  {line}" for line in lines))

    def code(self, *functions: Callable[..., Any]) -> None:
        """Print what functions do: their source, without the docstring."""
        self.listing(*map(source, functions))

    def listing(self, *texts: str) -> None:
        """Print program text."""
        for text in texts:
            self.gap()
            self.put(*indent(dedent(text).rstrip(), "    ").splitlines(), "")

    def varying(self, value: object) -> str:
        """Return a figure as text, or a mask where it would differ from run to run."""
        return MASK if self._masked else str(value)

    def figure(self, name: str, value: object, unit: str = "", *, varies: bool = False) -> None:
        """Print a figure."""
        text = self.varying(value) if varies else str(value)
        self.put(f"  {name:<34} {text:>8} {unit}".rstrip())

    def table(
        self, head: Sequence[str], lines: Sequence[Sequence[object]], varies: Collection[str] = ()
    ) -> None:
        """Print a table; the columns that `varies` names are masked."""
        cells = [
            [
                self.varying(value) if name in varies else str(value)
                for name, value in zip(head, line, strict=True)
            ]
            for line in lines
        ]
        widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
        text = [
            name not in varies and any(isinstance(value, str) for value in column)
            for name, column in zip(head, zip(*lines, strict=True), strict=True)
        ]
        self.gap()
        for line in [list(head), ["-" * width for width in widths], *cells]:
            aligned = (
                cell.ljust(width) if left else cell.rjust(width)
                for cell, width, left in zip(line, widths, text, strict=True)
            )
            self.put("  " + "  ".join(aligned).rstrip())
        self.put("")

    def error(self, error: BaseException) -> None:
        """Print what was raised: its kind and the first line of its message."""
        first = (str(error).splitlines() or [""])[0]
        text = f"{type(error).__name__}: {first}".removesuffix(": ")
        text = ADDRESS.sub(lambda found: self.varying(found[0]), text)
        for word in self._local:
            text = text.replace(word, self.varying(word))
        self.put(*wrap(text, 78, initial_indent="  ! ", subsequent_indent="    "))

    def gap(self) -> None:
        """Print an empty line, unless there is one."""
        if self._last:
            self.put("")

    def put(self, *lines: str) -> None:
        """Print lines as they are."""
        for line in lines:
            self._out.write(f"{line}\n")
            self._last = line
        self._out.flush()


def source(function: Callable[..., Any]) -> str:
    """Return a function's source without its docstring."""
    lines = inspect.getsource(function).rstrip()
    if documented := function.__doc__:
        lines = lines.replace(f'    """{documented}"""\n', "", 1)
    return dedent(lines)
