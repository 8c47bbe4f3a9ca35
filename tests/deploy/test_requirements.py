"""What `deploy/requirements.py` cuts out of the lock is what an image needs, hashes included."""

import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
SIDES = ["sync", "async", "load"]


def cut(*extras: str) -> str:
    command = [sys.executable, "deploy/requirements.py", *extras]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def names(text: str) -> set[str]:
    return {line.split("==")[0] for line in text.splitlines() if "==" in line and line[0] != " "}


def needed(name: str, extras: frozenset[str], found: set[tuple[str, frozenset[str]]]) -> None:
    """Collect what an installed package needs on this machine, and what that needs."""
    if (name, extras) in found:
        return
    found.add((name, extras))
    for text in requires(name) or ():
        need = Requirement(text)
        wanted = [{"extra": extra} for extra in extras] or [{"extra": ""}]
        if not need.marker or any(need.marker.evaluate(each) for each in wanted):
            needed(canonicalize_name(need.name), frozenset(need.extras), found)


@pytest.mark.parametrize("side", SIDES)
def test_all_that_a_side_needs_is_in_its_cut(side: str) -> None:
    found: set[tuple[str, frozenset[str]]] = set()
    needed("crossover", frozenset({side}), found)
    assert {name for name, _ in found} - {"crossover"} <= names(cut(side))


@pytest.mark.parametrize("side", SIDES)
def test_a_cut_has_the_locks_own_words(side: str) -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert set(cut(side).splitlines()) <= set(lock.splitlines())


@pytest.mark.parametrize("side", SIDES)
def test_every_package_of_a_cut_has_a_hash(side: str) -> None:
    text = cut(side)
    assert text.count("==") <= text.count("--hash=sha256:")


@pytest.mark.parametrize(
    ("side", "foreign"),
    [
        ("sync", {"fastapi", "uvicorn", "asyncpg", "locust"}),
        ("async", {"flask", "gunicorn", "locust"}),
        ("load", {"fastapi", "asyncpg", "scipy"}),
    ],
)
def test_a_cut_has_nothing_of_the_other_sides(side: str, foreign: set[str]) -> None:
    assert not names(cut(side)) & foreign
