import sys
from dataclasses import replace

import pytest

from bench.errors import UserError
from bench.stacks import STACKS, Capacity, get_stack

URL = "postgresql://user@127.0.0.1/name"


@pytest.mark.parametrize("name", STACKS)
def test_a_stack_is_found_by_its_name(name: str) -> None:
    assert get_stack(name).name == name


@pytest.mark.parametrize(
    ("name", "app"),
    [("flask-psycopg", "sync_app"), ("fastapi-asyncpg", "async_app")],
)
def test_a_stack_is_served_by_the_app_of_its_framework(name: str, app: str) -> None:
    command = [sys.executable, "-m", app, "--host", "127.0.0.1", "--port", "8123"]
    assert get_stack(name).command(8123) == command


@pytest.mark.parametrize(
    ("name", "bridge"),
    [
        ("fastapi-psycopg", "native"),
        ("fastapi-asyncpg", "native"),
        ("fastapi-threads-psycopg2", "threads"),
        ("fastapi-blocking-psycopg2", "blocking"),
        ("flask-psycopg2", None),
        ("flask-psycopg", None),
    ],
)
def test_only_asynchronous_routes_need_a_bridge(name: str, bridge: str | None) -> None:
    assert get_stack(name).environment(URL, Capacity()).get("BRIDGE") == bridge


@pytest.mark.parametrize("name", STACKS)
def test_every_stack_gets_the_same_capacity(name: str) -> None:
    environment = get_stack(name).environment(URL, Capacity(workers=2, threads=3, pool_size=5))
    keys = ("WORKERS", "THREADS", "POOL_SIZE", "MAX_OVERFLOW")
    assert [environment[key] for key in keys] == ["2", "3", "5", "0"]


@pytest.mark.parametrize("name", STACKS)
def test_a_stacks_name_begins_with_its_framework(name: str) -> None:
    assert name.split("-")[0] == STACKS[name].framework


@pytest.mark.parametrize("name", STACKS)
def test_a_stacks_name_says_nothing_that_it_is_not(name: str) -> None:
    stack = STACKS[name]
    is_ = {stack.framework, stack.driver, stack.style, stack.bridge, stack.server}
    assert set(name.split("-")) <= is_


@pytest.mark.parametrize("name", [name for name in STACKS if STACKS[name].style != "tortoise"])
def test_a_stacks_name_tells_its_driver(name: str) -> None:
    assert STACKS[name].driver in name.split("-")


def test_the_budget_is_that_of_all_processes() -> None:
    assert Capacity(workers=3, pool_size=5).connections == 15


def test_only_what_is_wrong_on_purpose_has_a_warning() -> None:
    warned = {name for name, stack in STACKS.items() if stack.warning}
    assert warned == {name for name in STACKS if "blocking" in name}


def test_another_driver_is_one_value() -> None:
    other = replace(get_stack("flask-psycopg2"), driver="psycopg", style="core")
    environment = other.environment(URL, Capacity())
    assert (environment["DRIVER"], environment["STYLE"]) == ("psycopg", "core")


def test_a_misspelt_stack_is_told_what_was_meant() -> None:
    with pytest.raises(UserError, match=r"'fastapi-asynpg': did you mean fastapi-asyncpg.*\?$"):
        get_stack("fastapi-asynpg")


def test_a_name_like_no_other_is_told_all_of_them() -> None:
    with pytest.raises(UserError) as caught:
        get_stack("?")
    assert all(name in str(caught.value) for name in STACKS)
