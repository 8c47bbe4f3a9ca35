"""What tests of the report share."""

from dataclasses import replace
from io import StringIO

from rich.console import Console

from bench.report import print_terminal
from bench.report.sections import main_sections, sections
from bench.report.sentences import Answer, answer
from bench.results import Results


def said(results: Results) -> Answer:
    return answer(main_sections(sections(results))[0], results.config)


def terminal(results: Results, width: int = 80) -> str:
    console = Console(file=StringIO(), width=width)
    print_terminal(results, console)
    return console.file.getvalue()


def all_thrown_out(run: Results) -> Results:
    trials = tuple(replace(t, valid=False, reasons=("a test",)) for t in run.trials)
    return replace(run, trials=trials, comparisons=())
