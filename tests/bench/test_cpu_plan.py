import os

import pytest

from bench.cpu_plan import CpuPlan, cores_of, cpu_plan, divide, parse_cpu_list

NOTHING_TO_DIVIDE = CpuPlan(None, None)


def cores(*each: tuple[int, ...]) -> list[frozenset[int]]:
    return [frozenset(cpus) for cpus in each]


@pytest.mark.parametrize(
    ("each", "app", "others"),
    [
        (cores((0,), (1,)), {0}, {1}),
        (cores((0,), (1,), (2,)), {0}, {1, 2}),
        (cores((0, 4), (1, 5), (2, 6), (3, 7)), {0, 1, 4, 5}, {2, 3, 6, 7}),
        (cores((3, 7), (2, 6)), {2, 6}, {3, 7}),
        (cores((0, 1)), {0}, {1}),
    ],
)
def test_the_app_gets_whole_cores_and_the_others_at_least_as_many(
    each: list[frozenset[int]], app: set[int], others: set[int]
) -> None:
    assert divide(each) == CpuPlan(frozenset(app), frozenset(others))


def test_one_cpu_cannot_be_divided() -> None:
    assert divide(cores((3,))) == NOTHING_TO_DIVIDE


@pytest.mark.parametrize(
    ("text", "cpus"),
    [("0", {0}), ("0-3,8", {0, 1, 2, 3, 8}), ("1,5", {1, 5})],
)
def test_the_kernels_lists_are_read(text: str, cpus: set[int]) -> None:
    assert parse_cpu_list(text) == cpus


def test_cpus_that_one_may_not_use_are_no_part_of_a_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.cpu_plan.read", lambda _: "0-1")
    assert cores_of(frozenset({0})) == {frozenset({0})}


def test_without_a_word_from_the_kernel_each_cpu_is_a_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.cpu_plan.read", lambda _: None)
    assert cores_of(frozenset({0, 1})) == {frozenset({0}), frozenset({1})}


def test_where_processes_cannot_be_pinned_nothing_is_divided(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "sched_setaffinity", raising=False)
    assert cpu_plan() == NOTHING_TO_DIVIDE


def test_the_plan_uses_the_cpus_of_this_machine() -> None:
    plan = cpu_plan()
    assert (plan.app or frozenset()) | (plan.others or frozenset()) <= os.sched_getaffinity(0)
