"""The answer in sentences; what stands between backticks is a name."""

from bench.cautions import full_cpus, selections
from bench.crossover.analysis import Answer, Place
from bench.crossover.axes import Axis
from bench.crossover.search import Change
from bench.metrics import METRICS
from bench.numbers import interval, plain
from bench.report.conditions import below_floor, quick_alone
from bench.report.sentences import thrown_out
from bench.stats import Ratio


def at(axis: Axis, place: float) -> str:
    """Write a place with its unit: `3.2 ms`, `12 users`, `1 user`."""
    one = axis.whole and place == 1
    return f"{number(axis, place)} {axis.unit.removesuffix('s') if one else axis.unit}"


def number(axis: Axis, place: float) -> str:
    """Write a place without its unit: `0.05`, `3.2`, `1,024`."""
    return f"{place:,.0f}" if axis.whole else plain(place)


def lead(answer: Answer) -> str:
    """Say where the lead changes, or that it does not."""
    if not any(one.ratios for one in answer.places):
        return "Nothing is said: too few trials were valid."
    if answer.changes:
        return " ".join(change(answer, one) for one in answer.changes)
    return no_change(answer)


def change(answer: Answer, one: Change) -> str:
    """Say where a stack overtakes another one."""
    who = f"`{one.after}` overtakes `{one.before}`"
    low, high = number(answer.axis, one.crossing.low), at(answer.axis, one.crossing.high)
    if one.crossing.value is None:
        return f"{who} somewhere between {low} and {high}."
    value = number(answer.axis, one.crossing.value)
    return f"{who} at {value} {answer.axis.unit} ({low} to {high})."


def no_change(answer: Answer) -> str:
    """Say that there is no crossover in the range, and who leads, as far as anybody does."""
    measured = [one for one in answer.places if one.ratios]
    first, last = measured[0], measured[-1]
    until = at(answer.axis, last.place)
    leading = list(dict.fromkeys(one.leader for one in measured if one.leader))
    if not leading:
        return (
            f"No difference was detected anywhere between {number(answer.axis, first.place)} and "
            f"{until}{_and_what(answer, last)}."
        )
    (leader,) = leading
    rest = [one for one in measured if one.leader is None]
    if not rest:
        return f"None up to {until}: `{leader}` leads all the way{_and_what(answer, last)}."
    level = ", ".join(at(answer.axis, one.place) for one in rest)
    return (
        f"None up to {until}: `{leader}` is ahead where anybody is, and no difference was detected "
        f"at {level}{_and_what(answer, last)}."
    )


def _and_what(answer: Answer, place: Place) -> str:
    """Return the ratios at a place, to go on with."""
    told = [
        f"`{name}` has {span(ratio)} times the {METRICS[answer.metric].label} of `{answer.first}`"
        for name, ratio in place.ratios.items()
    ]
    return f"; at {at(answer.axis, place.place)} {', '.join(told)}" if told else ""


def span(ratio: Ratio) -> str:
    """Write a ratio with its interval: `0.83 (0.80–0.86)`."""
    return f"{ratio.ratio:.2f} ({interval(ratio.ratio, ratio.ci_low, ratio.ci_high, to='–')})"


def more(answer: Answer) -> list[str]:
    """Say how the ends stand, what was assumed, and what the figures lack."""
    said = []
    if answer.changes and answer.places:
        ends = (answer.places[0], answer.places[-1])
        said += [f"{_and_what(answer, one).removeprefix('; at ')}." for one in ends if one.ratios]
        said = [f"At {sentence}" for sentence in said]
    config = answer.document.config
    wide = [one for one in answer.changes if one.crossing.half_width > answer.plan.precision]
    if wide and config.get("stopped_by") == "budget":
        said.append(
            f"The time was over before it was known within {answer.plan.precision:.0%}: "
            "a higher --budget narrows it."
        )
    said.append(
        "Between neighbouring places the lead is taken to change once at most; intervals are of "
        "95 %, ratios are paired within rounds."
    )
    trials = answer.document.trials
    return [*said, *quick_alone(trials), *below_floor(trials), *thrown_out(trials)]


def cautions(answer: Answer) -> list[str]:
    """Return what a reader must know of the trials; each place is a condition of its own."""
    said = []
    for place in sorted({one.place for one in answer.document.rounds}):
        rounds = [one for one in answer.document.rounds if one.place == place]
        where = "" if answer.axis.in_condition else f"At {at(answer.axis, place)}: "
        lost = selections([trial for one in rounds for trial in one.trials])
        said += [f"{where}{caution}" for caution in lost]
    return [*said, *full_cpus(answer.document.trials)]
