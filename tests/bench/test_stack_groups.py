"""Names that stand for several stacks."""

import pytest

from bench.stack_groups import GROUPS, expanded, groups_of
from bench.stacks import STACKS
from shared.repositories.factory import styles
from tests.bench.comparison.in_process import bench


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_has_stacks_of_the_catalogue_each_once(group: str) -> None:
    assert len(set(GROUPS[group]) & set(STACKS)) == len(GROUPS[group]) > 0


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_no_stack(group: str) -> None:
    assert group not in STACKS


@pytest.mark.parametrize("group", ["ladder", "servers"])
def test_what_is_wrong_on_purpose_is_in_no_group_to_learn_from(group: str) -> None:
    assert [name for name in GROUPS[group] if STACKS[name].warning] == []


def test_the_ladder_has_every_style() -> None:
    assert {STACKS[name].style for name in GROUPS["ladder"]} >= set(styles())


def test_the_ladder_has_each_framework_on_one_server() -> None:
    assert len({(STACKS[name].framework, STACKS[name].server) for name in GROUPS["ladder"]}) == 2


def test_the_servers_are_all_there_in_one_style() -> None:
    assert {STACKS[name].server for name in GROUPS["servers"]} == {
        stack.server for stack in STACKS.values()
    }


def test_all_are_all() -> None:
    assert GROUPS["all"] == tuple(STACKS)


def test_a_group_stands_for_its_members_in_its_place() -> None:
    names = expanded(["flask-psycopg-raw", "default"])
    assert names == ["flask-psycopg-raw", *GROUPS["default"]]


def test_groups_that_share_stacks_name_each_once() -> None:
    assert sorted(expanded(["default", "ladder", "all"])) == sorted(STACKS)


def test_a_stack_named_beside_its_group_is_there_twice() -> None:
    assert expanded(["default", "flask-psycopg"]).count("flask-psycopg") == 2


def test_the_groups_of_a_stack_are_known() -> None:
    assert groups_of("flask-psycopg") == ["default", "ladder", "servers", "all"]


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_listed(group: str) -> None:
    assert f" {group} " in bench("stacks").stdout
