"""`bench plan`: demands, a model of each stack, and what follows: a plan, or a validation."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from bench import results
from bench.comparison.command import ProgressWatcher
from bench.comparison.output import new_folder
from bench.errors import UserError
from bench.plan.demands import Demands, demands_of
from bench.plan.document import Document, write
from bench.plan.fit import fitted, throughput_error
from bench.plan.goal import Goal
from bench.plan.measuring import BUSY, CALM, QUIET, Request, check, measured, named, plannable
from bench.plan.route import Fitted
from bench.plan.sizing import plan_stack
from bench.plan.terminal import RPS_WITHIN, print_checks, print_plan
from bench.plan.validation import fitting, measured_for_validation, validated
from bench.results import Results

Models = Mapping[str, tuple[Demands, Fitted]]


def plan(request: Request, goal: Goal, console: Console) -> None:
    """Print a plan for every stack, and leave `plan.json`."""
    check(request)
    source = results.read(request.demands) if request.demands else None
    names = named(request.stacks, known=[stack.name for stack in source.stacks] if source else None)
    with leaving(request.out, console) as (folder, watcher):
        found = source or measured(request, plannable(names), (BUSY, QUIET, CALM), watcher)
        models = models_of(found, names, request.workload, watcher)
        plans = []
        for name, (demands, fit) in models.items():
            watcher.step(f"Planning {name}")
            plans.append(plan_stack(demands, fit, goal))
        document = Document(
            environment=found.environment,
            goal={**asdict(goal), "workload": request.workload},
            models=published(models),
            plans=tuple(plans),
        )
        keep(folder, document, None if source else found)
    print_plan(plans, goal, console)
    warn(models, console)
    say(folder, console)


def validate(request: Request, console: Console) -> None:
    """Print how far predictions of conditions never seen are off, and leave `plan.json`."""
    check(request)
    if request.demands:
        raise UserError("--validate measures everything itself: leave --demands out.")
    names = named(request.stacks)
    with leaving(request.out, console) as (folder, watcher):
        found = measured_for_validation(request, plannable(names), watcher)
        models = models_of(fitting(found), names, request.workload, watcher)
        checks = tuple(validated(models, found, watcher))
        document = Document(
            environment=found.environment,
            goal={"workload": request.workload},
            models=published(models),
            checks=checks,
        )
        keep(folder, document, found)
    print_checks(checks, console)
    warn(models, console)
    say(folder, console)


def models_of(
    found: Results, names: Sequence[str], workload: str, watcher: ProgressWatcher
) -> Models:
    """Return the demands of each stack, and what fits them to the latencies."""
    demands = {name: demands_of(found, name, workload) for name in names}
    models = {}
    for name, needs in demands.items():
        watcher.step(f"Fitting {name}")
        models[name] = (needs, fitted(needs))
    return models


def warn(models: Models, console: Console) -> None:
    """Say of which stacks the model does not even give back what it was made from."""
    for name, (demands, fit) in models.items():
        error = throughput_error(demands, fit)
        if abs(error) > RPS_WITHIN:
            words = (
                f"Do not trust {name}: where it was measured, the model's throughput is off by "
                f"{error:+.0%}; something else kept the machine busy."
            )
            console.print(Text(words, "yellow"), soft_wrap=True)


@contextmanager
def leaving(out: Path, console: Console) -> Iterator[tuple[Path, ProgressWatcher]]:
    """Yield a folder for what is found, which goes if nothing is, and who shows the progress."""
    folder = new_folder(out)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        try:
            yield folder, ProgressWatcher(progress)
        except BaseException:
            if not list(folder.iterdir()):
                folder.rmdir()
            raise


def keep(folder: Path, document: Document, measured_now: Results | None) -> None:
    """Write `plan.json`, and the `results.json` that it was made from if that is new."""
    write(document, folder / "plan.json")
    if measured_now:
        results.write(measured_now, folder / "results.json")


def published(models: Models) -> dict[str, dict[str, object]]:
    """Return the models for `plan.json`."""
    return {name: {**asdict(demands), **asdict(fit)} for name, (demands, fit) in models.items()}


def say(folder: Path, console: Console) -> None:
    """Say where the figures are."""
    console.print(Text(f"\nFigures: {folder / 'plan.json'}"), soft_wrap=True)
