"""The workloads: what a crowd of users asks of the API, whatever stack serves it.

    locust -f locustfile.py --host http://127.0.0.1:8000                # choose on the web page
    locust -f locustfile.py --host ... --headless --users 16 --spawn-rate 16 --workload detail

There is one user class, and `--workload` says what its users do. That way the choice works alike
on the command line, on the web page (also between two runs), and with a master and workers, which
get the master's options. Only `write` and `mixed` change anything, and only rows of their own.
"""

# ruff: noqa: S311  (nothing drawn here is a secret)

import random
from collections import Counter
from collections.abc import Callable
from statistics import fmean
from typing import Any
from uuid import uuid4

from locust import FastHttpUser, between, events
from locust.argument_parser import LocustArgumentParser
from locust.contrib.fasthttp import ResponseContextManager
from locust.env import Environment

PAGE = 20
TOYS_OF_A_USER = 3


class ApiUser(FastHttpUser):
    """A user of the API. Each method is one visit; a workload is a choice of visits."""

    toys = users = 0  # how many the dataset has, with ids from 1; set when a test starts
    requests_per_visit = 1.0  # of the workload, on average; set when a test starts

    def read(self) -> None:
        """Look at one toy: one row by its primary key."""
        self.ask(200, "GET", f"/toys/{random.randint(1, self.toys)}", "/toys/{id}")

    def detail(self) -> None:
        """Look at one user with their toys."""
        self.ask(200, "GET", f"/users/{random.randint(1, self.users)}", "/users/{id}")

    def page(self) -> None:
        """Open the list of users somewhere in the middle."""
        after = random.randrange(self.users)
        self.ask(
            200, "GET", f"/users?limit={PAGE}&after={after}", f"/users?limit={PAGE}&after={{id}}"
        )

    def feed(self) -> None:
        """Read the newest posts with their authors and toys."""
        self.ask(200, "GET", f"/feed?limit={PAGE}")

    def write(self) -> None:
        """Make a toy and a user, rename the user, throw the toy away."""
        toy = self.create_toy()
        user = self.create_user()
        if user:
            renamed = {"name": "Renamed under load"}
            self.ask(200, "PATCH", f"/users/{user}", "/users/{id}", json=renamed)
        if toy:
            self.ask(204, "DELETE", f"/toys/{toy}", "/toys/{id}")

    def list_toys(self) -> None:
        """Open the list of toys."""
        self.ask(200, "GET", "/toys")

    def list_users(self) -> None:
        """Open the list of users."""
        self.ask(200, "GET", "/users")

    def create_and_read_toy(self) -> None:
        """Make a toy, then look at it."""
        if toy := self.create_toy():
            self.ask(200, "GET", f"/toys/{toy}", "/toys/{id}")

    def create_and_read_user(self) -> None:
        """Make a user with toys, then look at them."""
        if user := self.create_user():
            self.ask(200, "GET", f"/users/{user}", "/users/{id}")

    def slow(self) -> None:
        """Ask for something that keeps the database busy for a while."""
        self.ask(200, "GET", "/slow?ms=200")

    def health(self) -> None:
        """Ask whether the service is alive: what the framework costs without a database."""
        self.ask(200, "GET", "/health")

    def create_toy(self) -> int | None:
        """Make a toy and return its id, or None when that failed."""
        return self.create("/toys", {"name": "Made under load"})

    def create_user(self) -> int | None:
        """Make a user who has toys of the dataset, and an email that was never used before."""
        toys = random.sample(range(1, self.toys + 1), min(TOYS_OF_A_USER, self.toys))
        email = f"{uuid4().hex}@load.example"
        return self.create("/users", {"name": "Made under load", "email": email, "toy_ids": toys})

    def create(self, path: str, entity: dict[str, Any]) -> int | None:
        """Post an entity and return its id, or None when that failed."""
        with self.client.post(path, json=entity, catch_response=True) as response:
            return int(response.json()["id"]) if answered(response, 201) else None

    def ask(
        self, status: int, method: str, path: str, name: str | None = None, **options: Any
    ) -> None:
        """Send a request that must be answered with `status`, and count it under `name`."""
        with self.client.request(
            method, path, name=name, catch_response=True, **options
        ) as response:
            answered(response, status)


def answered(response: ResponseContextManager, status: int) -> bool:
    """Return whether the answer's status is this one, and call it a failure if not.

    Left alone, Locust takes any status below 400 for a success. It has seen to a broken
    connection, which shows as status 0, and knows the reason.
    """
    if response.status_code not in (status, 0):
        reason = f"answered {response.status_code} instead of {status}"
        response.failure(reason)  # type: ignore[no-untyped-call]
    return response.status_code == status


WORKLOADS: dict[str, dict[Callable[[ApiUser], None], int]] = {
    "read": {ApiUser.read: 1},
    "detail": {ApiUser.detail: 1},
    "page": {ApiUser.page: 1},
    "feed": {ApiUser.feed: 1},
    "write": {ApiUser.write: 1},
    "mixed": {
        ApiUser.list_toys: 100,
        ApiUser.list_users: 100,
        ApiUser.create_and_read_toy: 50,
        ApiUser.create_and_read_user: 25,
    },
    "fairness": {ApiUser.read: 95, ApiUser.slow: 5},
    "health": {ApiUser.health: 1},
}
"""Visits and their weights."""

REQUESTS: dict[Callable[[ApiUser], None], int] = {
    ApiUser.write: 4,
    ApiUser.create_and_read_toy: 2,
    ApiUser.create_and_read_user: 2,
}
"""What a visit sends, where that is more than one request."""

CHOICES = 10_000
"""Among so many, so that shares down to one in ten thousand can be asked for."""

ApiUser.tasks = [ApiUser.read]


@events.init_command_line_parser.add_listener  # type: ignore[untyped-decorator]
def add_options(parser: LocustArgumentParser) -> None:
    """Add our options to Locust's; all but the seed are fields of the web page too."""
    parser.add_argument(
        "--workload",
        choices=tuple(WORKLOADS),
        default="read",
        env_var="CROSSOVER_WORKLOAD",
        help="what the users do",
    )
    parser.add_argument(
        "--think-min", type=float, default=0.0, help="least seconds between two visits"
    )
    parser.add_argument(
        "--think-max", type=float, default=0.0, help="most seconds between two visits"
    )
    parser.add_argument(
        "--dataset-users", type=int, default=10_000, help="how many users the dataset has"
    )
    parser.add_argument(
        "--dataset-toys", type=int, default=1_000, help="how many toys the dataset has"
    )
    parser.add_argument(
        "--slow-share",
        include_in_web_ui=False,
        type=float,
        help="the part of visits that is slow, 0 to 1, instead of the workload's own",
    )
    parser.add_argument(
        "--seed",
        include_in_web_ui=False,
        help="draw the same random ids in each run; workers differ from each other",
    )


def visits(
    weights: dict[Callable[[ApiUser], None], int], slow_share: float | None
) -> list[Callable[[ApiUser], None]]:
    """Return the visits to choose from, each as often as it weighs; `slow_share` is 0 to 1."""
    if slow_share is None:
        return list(Counter(weights).elements())
    others = [visit for visit in Counter(weights).elements() if visit != ApiUser.slow]
    slow = round(slow_share * CHOICES)
    return [ApiUser.slow] * slow + [others[i % len(others)] for i in range(CHOICES - slow)]


@events.test_start.add_listener  # type: ignore[untyped-decorator]
def take_options(environment: Environment, **_: object) -> None:
    """Make users what the options say; on a worker these have come from the master by now."""
    options: Any = environment.parsed_options
    chosen = visits(WORKLOADS[options.workload], options.slow_share)
    ApiUser.tasks = chosen
    ApiUser.requests_per_visit = fmean(REQUESTS.get(visit, 1) for visit in chosen)
    ApiUser.wait_time = between(options.think_min, max(options.think_min, options.think_max))
    ApiUser.users, ApiUser.toys = options.dataset_users, options.dataset_toys
    if options.seed is not None:
        random.seed(f"{options.seed}/{getattr(environment.runner, 'worker_index', 0)}")
