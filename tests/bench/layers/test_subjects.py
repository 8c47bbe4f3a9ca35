"""Who is measured: found by the repositories that there are, named by the stacks."""

import pytest

from bench.layers.subjects import Subject, contenders, places, served_by, stack_of
from bench.stacks import CATALOGUE, get_stack
from shared.repositories.factory import styles


def test_every_style_is_measured() -> None:
    assert {subject.style for subject in contenders()} == set(styles())


@pytest.mark.parametrize("stack", CATALOGUE, ids=lambda stack: stack.name)
def test_what_a_stack_serves_is_among_them(stack) -> None:
    assert served_by(stack) in contenders()


def test_threads_reach_the_synchronous_world() -> None:
    stack = get_stack("fastapi-threads-psycopg2")
    assert served_by(stack) == Subject("psycopg2", "sync", "orm")


@pytest.mark.parametrize("place", places(contenders()), ids=lambda place: place.name)
def test_every_driver_and_world_has_a_stack_that_serves_it(place: Subject) -> None:
    stack = stack_of(place)
    assert stack
    assert served_by(stack).place == place.place
