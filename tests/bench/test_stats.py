from math import exp, inf, isclose, log
from random import Random

import pytest
from scipy import stats as scipy_stats

from bench.stats import (
    Effect,
    enough,
    family,
    geometric_mean,
    holm_levels,
    paired,
    paired_ratio,
    rank_ranges,
    unpaired,
    verdict,
)
from bench.stats.coverage import coverage, fixed_rounds, until_precise

PAIRS = [(110.0, 100.0), (126.0, 118.0), (99.0, 92.0), (131.0, 115.0), (104.0, 99.0)]


def effect(log_ratio: float, standard_error: float, rounds: int = 10) -> Effect:
    return Effect(log_ratio, standard_error, rounds - 1, rounds)


def test_a_paired_interval_is_scipys_t_interval_of_the_log_ratios():
    found = paired_ratio(PAIRS)
    reference = scipy_stats.ttest_1samp([log(a / b) for a, b in PAIRS], 0)
    low, high = reference.confidence_interval(0.95)
    assert (found.ci_low, found.ci_high) == pytest.approx((exp(low), exp(high)))


def test_a_paired_p_value_is_scipys():
    reference = scipy_stats.ttest_rel([log(a) for a, _ in PAIRS], [log(b) for _, b in PAIRS])
    assert paired(PAIRS).p_value == pytest.approx(reference.pvalue)


def test_an_unpaired_interval_is_scipys_welch_interval():
    a, b = [10.0, 11.5, 12.1, 9.7], [8.0, 9.9, 8.4, 8.8, 9.1]
    reference = scipy_stats.ttest_ind([log(x) for x in a], [log(x) for x in b], equal_var=False)
    low, high = reference.confidence_interval(0.95)
    found = unpaired(a, b).ratio()
    assert (found.ci_low, found.ci_high) == pytest.approx((exp(low), exp(high)))


def test_what_both_stacks_of_a_round_share_falls_out():
    moody = [(a * mood, b * mood) for (a, b), mood in zip(PAIRS, (1, 3, 0.5, 2, 9), strict=True)]
    assert paired_ratio(moody).ci_low == pytest.approx(paired_ratio(PAIRS).ci_low)


def test_swapping_the_sides_inverts_the_ratio_and_its_interval():
    there, back = paired_ratio(PAIRS), paired_ratio([(b, a) for a, b in PAIRS])
    assert (back.ratio, back.ci_low, back.ci_high) == pytest.approx(
        (1 / there.ratio, 1 / there.ci_high, 1 / there.ci_low)
    )


def test_a_ratio_of_the_detectable_size_is_seen_in_four_of_five_runs():
    random, rounds, error = Random(3), 12, 0.05
    target = log(effect(0, error, rounds).ratio().detectable)
    spread = error * rounds**0.5
    # The true error is known here, so only the test's own estimate of it scatters.
    seen = sum(
        paired([(exp(random.gauss(target, spread)), 1.0) for _ in range(rounds)]).p_value < 0.05
        for _ in range(2_000)
    )
    assert 0.77 < seen / 2_000 < 0.83


@pytest.mark.parametrize("pairs", [[], [(1.0, 2.0)]])
def test_fewer_than_two_rounds_have_no_interval(pairs):
    with pytest.raises(ValueError, match="two rounds"):
        paired(pairs)


def test_rounds_without_scatter_give_an_interval_of_no_width():
    found = paired_ratio([(2.0, 1.0), (4.0, 2.0)])
    assert (found.ci_low, found.ratio, found.ci_high, found.detectable) == (2.0, 2.0, 2.0, 1.0)


@pytest.mark.parametrize(("ratio", "expected"), [(2.0, 0.0), (1.0, 1.0)])
def test_without_scatter_the_p_value_is_certain(ratio, expected):
    assert paired([(ratio, 1.0), (ratio, 1.0)]).p_value == expected


@pytest.mark.parametrize(
    ("log_ratio", "higher_is_better", "expected"),
    [
        (0.5, True, "a"),
        (0.5, False, "b"),
        (-0.5, True, "b"),
        (-0.5, False, "a"),
        (0.05, True, "no difference detected"),
    ],
)
def test_the_verdict_names_the_better_side(log_ratio, higher_is_better, expected):
    found = effect(log_ratio, 0.1).ratio()
    assert verdict(found, higher_is_better=higher_is_better) == expected


def test_holm_divides_alpha_by_the_comparisons_that_are_left():
    assert holm_levels([0.001, 0.04, 0.01]) == pytest.approx([0.05 / 3, 0.05, 0.05 / 2])


def test_holm_stops_at_the_first_failure():
    assert holm_levels([0.001, 0.03, 0.04]) == pytest.approx([0.05 / 3, 0.025, 0.025])


def test_one_comparison_alone_is_judged_at_the_plain_level():
    assert holm_levels([0.04]) == [0.05]


@pytest.mark.parametrize("seed", range(20))
def test_an_interval_leaves_out_one_exactly_when_holm_rejects(seed):
    random = Random(seed)
    effects = [effect(random.gauss(0, 0.3), 0.1) for _ in range(10)]
    p_values = sorted(one.p_value for one in effects)
    rejected = 0
    while rejected < 10 and p_values[rejected] <= 0.05 / (10 - rejected):
        rejected += 1
    clear = [ratio for ratio in family(effects) if not ratio.ci_low <= 1 <= ratio.ci_high]
    assert len(clear) == rejected


def test_a_family_of_equal_stacks_rarely_holds_any_false_verdict():
    random = Random(11)

    def one_table() -> bool:
        logs = [[random.gauss(0, 0.05) for _ in range(5)] for _ in range(4)]
        effects = [
            paired([(exp(x), exp(y)) for x, y in zip(logs[i], logs[j], strict=True)])
            for i in range(4)
            for j in range(i)
        ]
        return any(not r.ci_low <= 1 <= r.ci_high for r in family(effects))

    assert sum(one_table() for _ in range(2_000)) / 2_000 <= 0.06


def test_two_rounds_of_very_many_pairs_bound_nothing_and_do_not_overflow():
    found = family([effect(log(2), 0.5, rounds=2)] * 171)
    assert {(one.ci_low, one.ci_high, one.detectable) for one in found} == {(0.0, inf, inf)}
    assert {one.half_width for one in found} == {inf}


def test_precision_is_never_enough_before_ten_rounds():
    assert not enough([effect(0, 0.0001, rounds=9)], 0.03)


def test_precision_is_enough_when_every_interval_is_narrow():
    assert enough([effect(0, 0.005), effect(0.4, 0.005)], 0.03)


def test_one_wide_interval_keeps_a_run_going():
    assert not enough([effect(0, 0.005), effect(0, 0.05)], 0.03)


def test_nothing_measured_is_never_enough():
    assert not enough([], 0.03)


def test_intervals_of_five_rounds_cover_the_truth():
    random = Random(5)
    found = coverage((fixed_rounds(random, 0.05, 5) for _ in iter(int, 1)), 2_000)
    assert 0.93 <= found.share <= 0.97


def test_stopping_on_precision_bends_coverage_by_two_points_at_most():
    random = Random(6)
    found = coverage((until_precise(random, 0.035, 0.03, 60) for _ in iter(int, 1)), 2_000)
    assert 0.93 <= found.share <= 0.97


def test_a_geometric_mean_of_one_trial_has_no_interval():
    found = geometric_mean([3.0])
    assert found is not None
    assert (found.value, found.interval) == (3.0, None)


@pytest.mark.parametrize("figures", [[], [0.0, 1.0]])
def test_a_geometric_mean_needs_figures_above_zero(figures):
    assert geometric_mean(figures) is None


def test_a_geometric_mean_lies_inside_its_interval():
    found = geometric_mean([2.0, 8.0])
    assert found is not None
    assert found.interval is not None
    assert isclose(found.value, 4.0)
    assert 0 < found.interval[0] < 4.0 < found.interval[1] < inf


def test_clear_winners_have_one_rank_each():
    ranks = rank_ranges(["x", "y", "z"], [("x", "y"), ("x", "z"), ("y", "z")])
    assert [str(ranks[name]) for name in "xyz"] == ["1", "2", "3"]


def test_stacks_that_do_not_differ_share_their_ranks():
    ranks = rank_ranges(["x", "y", "z"], [("x", "y"), ("x", "z")])
    assert [str(ranks[name]) for name in "xyz"] == ["1", "2–3", "2–3"]


def test_no_difference_need_not_be_transitive():
    ranks = rank_ranges(["x", "y", "z"], [("x", "z")])
    assert [str(ranks[name]) for name in "xyz"] == ["1–2", "1–3", "2–3"]
