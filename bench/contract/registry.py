"""The list of checks: each module of the package adds its own to it when it is imported."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bench.contract.api import Api

Run = Callable[[Api], None]
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Check:
    """One sentence of the contract and how to see whether a service keeps it.

    `run` raises `ContractViolation` when it does not. `module` is the one that it is in.
    """

    module: str
    title: str
    run: Run

    @property
    def group(self) -> str:
        """What it is about, in a word."""
        return self.module.rpartition(".")[2]


REGISTERED: list[Check] = []


def check(title: str) -> Callable[[Run], Run]:
    """Register the decorated function under `title`, a sentence."""

    def register(run: Run) -> Run:
        REGISTERED.append(Check(run.__module__, title, run))
        return run

    return register


def check_each(
    title: str, variants: Mapping[str, V]
) -> Callable[[Callable[[Api, V], None]], Callable[[Api, V], None]]:
    """Register the decorated function once a variant; `title` has a `{}` for the variant's name."""

    def register(run: Callable[[Api, V], None]) -> Callable[[Api, V], None]:
        for name, value in variants.items():
            check(title.replace("{}", name))(_bound(run, value))
        return run

    return register


def _bound(run: Callable[[Api, V], None], value: V) -> Run:
    def bound(api: Api) -> None:
        run(api, value)

    bound.__module__ = run.__module__
    return bound
