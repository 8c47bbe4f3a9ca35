"""What is tried where."""

import pytest

from bench.chaos.config import RIGHT, chosen_faults, chosen_stacks
from bench.chaos.covering import covering, traits
from bench.chaos.faults import FAULTS
from bench.errors import UserError


def test_the_long_form_takes_every_right_stack():
    stacks = chosen_stacks(None, quick=False)
    assert len(stacks) == 18
    assert not any(stack.warning for stack in stacks)


def test_the_quick_form_leaves_out_no_driver_style_or_server():
    few = chosen_stacks(None, quick=True)
    assert frozenset().union(*map(traits, few)) == frozenset().union(*map(traits, RIGHT))


def test_the_quick_form_takes_few():
    assert len(covering(RIGHT)) <= 6


def test_the_quick_form_takes_none_that_shows_nothing_of_its_own():
    few = covering(RIGHT)
    for stack in few:
        others = frozenset().union(*(traits(other) for other in few if other is not stack))
        assert traits(stack) - others, stack.name


def test_a_stack_that_is_wrong_on_purpose_is_left_out_of_a_group():
    assert "fastapi-blocking-psycopg2" not in [s.name for s in chosen_stacks("all", quick=False)]


def test_all_stacks_wrong_is_refused():
    with pytest.raises(UserError, match="No right stack"):
        chosen_stacks("fastapi-blocking-psycopg2", quick=False)


@pytest.mark.parametrize("names", ["", " , "])
def test_no_fault_at_all_is_refused(names):
    with pytest.raises(UserError, match="at least one fault: there are worker-killed"):
        chosen_faults(names)


def test_an_unknown_fault_is_named_with_those_that_there_are():
    with pytest.raises(UserError, match=r"'earthquake'.*worker-killed"):
        chosen_faults("worker-killed,earthquake")


def test_faults_come_in_the_order_of_the_catalogue():
    assert [fault.name for fault in chosen_faults("flood,worker-killed")] == [
        "worker-killed",
        "flood",
    ]


def test_each_fault_has_a_name_of_its_own():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    assert len({fault.column for fault in FAULTS}) == len(FAULTS)
