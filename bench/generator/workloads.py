"""A locustfile, loaded once, and told what to do trial by trial."""

# mypy: untyped-calls-exclude=locust

import contextlib
import io
import random
from pathlib import Path
from typing import Any, Final

import locust
from locust.argument_parser import get_parser
from locust.env import Environment
from locust.runners import LocalRunner
from locust.stats import RequestStats
from locust.util.load_locustfile import load_locustfile

from bench.errors import UserError
from bench.generator.trial import Trial

DRAIN_S: Final = 10.0
"""How long requests under way may take to end when a load stops."""

OPTIONS: Final = (
    "workload",
    "think_min",
    "think_max",
    "dataset_users",
    "dataset_toys",
    "seed",
    "slow_share",
)
"""Fields of a trial that a locustfile may have as options of its own."""


class NoStats(RequestStats):
    """Locust's table of requests, left empty: the recorder keeps the books here.

    Twice the books would be 5 % more CPU a request (`python -m bench.generator.overhead`).
    """

    def log_request(self, *_: Any) -> None:
        """Ignore a request."""

    def log_error(self, *_: Any) -> None:
        """Ignore an error."""


class Workloads:
    """The user classes of a locustfile, in an environment and with a runner of Locust's own.

    Raises `UserError` when there is no such file or it cannot be loaded.
    """

    def __init__(self, locustfile: Path) -> None:
        self.locustfile = locustfile
        self.user_classes = user_classes(locustfile)
        self.environment = Environment(
            user_classes=list(self.user_classes.values()),
            events=locust.events,
            stop_timeout=DRAIN_S,
            locustfile=locustfile.name,
        )
        self.environment.stats = NoStats()
        self.users_think = False
        self.runner: LocalRunner = self.environment.create_local_runner()
        self.environment.parsed_options = self._options([])[0]
        self.environment.events.init.fire(
            environment=self.environment, runner=self.runner, web_ui=None
        )

    def prepare(self, trial: Trial) -> None:
        """Set the host and the options for the next load; UserError when they do not fit."""
        every = {name: getattr(trial, name) for name in OPTIONS}
        values = {name: value for name, value in every.items() if value is not None}
        arguments = [f"--{name.replace('_', '-')}={value}" for name, value in values.items()]
        options, unknown = self._options(arguments)
        refused = {argument.partition("=")[0] for argument in unknown}
        fixed_wait = "--think-max" in refused
        if fixed_wait and trial.think_max > 0:
            raise UserError(
                f"{self.locustfile.name} has wait times of its own: give no think time."
            )
        chosen = self._classes(trial.workload) if "--workload" in refused else self.user_classes
        vars(self.environment.parsed_options).update(vars(options))
        self.environment.host = trial.host
        self.environment.user_classes[:] = chosen.values()
        for user_class in chosen.values():
            user_class.host = trial.host
        self.users_think = trial.think_max > 0 or (fixed_wait and any(map(waits, chosen.values())))
        random.seed(trial.seed)

    def _classes(self, workload: str) -> dict[str, type[locust.User]]:
        if not workload:
            return self.user_classes
        if workload in self.user_classes:
            return {workload: self.user_classes[workload]}
        raise UserError(
            f"{self.locustfile.name} has no workload {workload}: "
            f"name one of its user classes ({', '.join(self.user_classes)}), or none."
        )

    def _options(self, arguments: list[str]) -> tuple[Any, list[str]]:
        """Return the locustfile's options and the arguments that it does not know."""
        complaint = io.StringIO()
        try:
            with contextlib.redirect_stderr(complaint):
                options, unknown = get_parser(default_config_files=[]).parse_known_args(arguments)
        except SystemExit as error:
            reason = complaint.getvalue().strip().rpartition("error: ")[2]
            raise UserError(f"{self.locustfile.name} refuses its options: {reason}") from error
        return options, unknown


def waits(user_class: type[locust.User]) -> bool:
    """Return whether a user class has a wait time instead of Locust's default, which is none."""
    return user_class.wait_time is not locust.User.wait_time


def user_classes(locustfile: Path) -> dict[str, type[locust.User]]:
    """Load a locustfile and return its runnable user classes by name."""
    if not locustfile.is_file():
        raise UserError(f"There is no locustfile {locustfile}: give the path of one.")
    try:
        classes, _ = load_locustfile(str(locustfile.resolve()))
    except Exception as error:
        raise UserError(
            f"{locustfile} cannot be loaded ({type(error).__name__}: {error}): "
            "try it with plain locust first."
        ) from error
    if not classes:
        raise UserError(f"{locustfile} has no user class: it needs one that is not abstract.")
    return dict(classes)
