"""Users who do one task when they are told to, instead of one after another by themselves."""

# mypy: untyped-calls-exclude=locust

import random
from collections import defaultdict
from collections.abc import Callable
from statistics import fmean

from locust import User
from locust.env import Environment
from locust.exception import InterruptTaskSet, RescheduleTask, RescheduleTaskImmediately, StopUser
from locust.user.task import DefaultTaskSet

from bench.errors import UserError

ENDINGS = (InterruptTaskSet, RescheduleTask, RescheduleTaskImmediately, StopUser)
"""How a task may end early without being wrong."""


class Visitors:
    """Users of the environment's classes, made when none is idle; the last idle one goes first.

    So there are no more users, and no more connections, than were ever busy at the same time.
    `requests_per_visit` is what a visit sends on average, as the classes say by an attribute of
    that name; 1 where they say nothing. Raises `UserError` for one that is not above 0, and for
    nested task sets: they have no single task to do.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._classes = environment.user_classes
        self._weights = [user_class.weight for user_class in self._classes]
        self._idle: defaultdict[type[User], list[DefaultTaskSet]] = defaultdict(list)
        if any(isinstance(task, type) for user_class in self._classes for task in user_class.tasks):
            raise UserError(
                "The locustfile nests task sets, which have no single task to start at a given "
                "moment: give users instead of a rate."
            )
        sent = [getattr(user_class, "requests_per_visit", 1.0) for user_class in self._classes]
        if min(sent) <= 0:
            raise UserError("The locustfile must have a requests_per_visit above 0.")
        self.requests_per_visit = fmean(sent, self._weights)

    def visit(self, on_ready: Callable[[], None]) -> None:
        """Have one user do one task; `on_ready` is called when the user is there."""
        user_class = random.choices(self._classes, self._weights)[0]  # noqa: S311  (no secret)
        idle = self._idle[user_class]
        visitor = idle.pop() if idle else self._new(user_class)
        try:
            on_ready()
            visitor.execute_task(visitor.get_next_task())
        except ENDINGS:
            pass
        except Exception as error:
            self._environment.events.user_error.fire(
                user_instance=visitor.user, exception=error, tb=error.__traceback__
            )
        idle.append(visitor)

    def dismiss(self) -> None:
        """Let all idle users say goodbye."""
        for idle in self._idle.values():
            for visitor in idle:
                visitor.user.on_stop()
            idle.clear()

    def _new(self, user_class: type[User]) -> DefaultTaskSet:
        user = user_class(self._environment)
        user.on_start()
        return DefaultTaskSet(user)
