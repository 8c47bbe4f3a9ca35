"""The map in sentences; what stands between backticks is a name."""

from collections.abc import Iterable
from itertools import groupby, pairwise, product
from math import sqrt

from bench.cautions import of_study
from bench.map.analysis import Answer
from bench.map.document import NEARLY, MapCell
from bench.map.standing import Cell
from bench.metrics import METRICS
from bench.numbers import plain, span
from bench.report.conditions import below_floor, quick_alone
from bench.report.sentences import thrown_out


def lead(answer: Answer) -> str:
    """Say up to where the nearest corner's answer holds, and what holds beyond."""
    if not answer.measured:
        return "Nothing is said: too few trials were valid."
    states = {answer.leader(cell) for cell in answer.measured}
    if len(states) == 1:
        return f"{_everywhere(answer, states.pop())}."
    area = corner(answer)
    rest = [cell for cell in answer.measured if cell not in area]
    if not area:
        return f"Of {len(rest)} measured cells, {tally(answer, rest)}."
    return f"{_reach(answer, area)}, {_holds(answer, area)}; from there on {tally(answer, rest)}."


def headline(answer: Answer) -> str:
    """Return the first half of the answer, which is short enough for a title."""
    return f"{lead(answer).partition('; from there on ')[0].removesuffix('.')}."


def corner(answer: Answer) -> list[Cell]:
    """Return the largest block of cells, all measured and alike, from the nearest corner on."""
    measured = answer.measured
    if (0, 0) not in measured:
        return []
    wanted, best = answer.leader((0, 0)), [(0, 0)]
    for columns, rows in product(
        range(1, len(answer.latencies) + 1), range(1, len(answer.users) + 1)
    ):
        block = list(product(range(columns), range(rows)))
        alike = all(cell in measured and answer.leader(cell) == wanted for cell in block)
        if alike and len(block) > len(best):
            best = block
    return best


def _everywhere(answer: Answer, leader: str | None) -> str:
    cells = list(answer.measured.values())
    where = (
        f"between {answer.latencies[0]:g} and {answer.latencies[-1]:g} ms from the database, "
        f"with {answer.users[0]:,} to {answer.users[-1]:,} users"
    )
    if leader is None:
        return f"No difference was detected anywhere {where}"
    return f"`{leader}` leads wherever it was measured {where}, {by(cells)}"


def _reach(answer: Answer, area: list[Cell]) -> str:
    """Write how far a block goes: `Up to 0.7 ms (0.5 to 1) from the database and 32 users`."""
    last_column, last_row = max(column for column, _ in area), max(row for _, row in area)
    crowd = people(answer.users[last_row])
    if last_column + 1 == len(answer.latencies):
        with_them = f"with up to {crowd}" if last_row else f"with {crowd}"
        return f"At any latency up to {answer.latencies[-1]:g} ms, {with_them}"
    border = between(*answer.latencies[last_column : last_column + 2])
    if last_row + 1 == len(answer.users):
        return f"Up to {border} from the database, for any number up to {crowd}"
    return f"Up to {border} from the database and {crowd}"


def people(users: int) -> str:
    """Write how many users: `1 user`, `1,024 users`."""
    return "1 user" if users == 1 else f"{users:,} users"


def between(low: float, high: float) -> str:
    """Write where a change lies that two neighbouring places enclose: `0.7 ms (0.5 to 1)`."""
    if low == 0:
        return f"less than {high:g} ms"
    return f"{plain(sqrt(low * high), 2)} ms ({low:g} to {high:g})"


def _holds(answer: Answer, area: list[Cell]) -> str:
    leader = answer.leader(area[0])
    if leader:
        return f"`{leader}` leads here {by([answer.cells[cell] for cell in area])}"
    names = [f"`{name}`" for name in answer.names]
    all_of_them = f"{', '.join(names[:-1])} and {names[-1]}"
    if any(answer.cells[cell].unclear for cell in area):
        return f"no difference between {all_of_them} was detected here"
    return f"{all_of_them} are level here"


def tally(answer: Answer, cells: Iterable[Cell]) -> str:
    """Count who leads in so many cells, by how much, and where nobody does."""
    found = list(cells)
    said: list[str] = []
    for name in answer.names:
        own = [answer.cells[cell] for cell in found if answer.leader(cell) == name]
        if own:
            said.append(f"`{name}` leads in {_of(len(own), len(found), said)} {by(own)}")
    level = sum(answer.leader(cell) is None for cell in found)
    if level:
        said.append(f"no difference was detected in {_of(level, len(found), said)}")
    return _listed(said)


def _of(count: int, total: int, said: list[str]) -> str:
    if count == total:
        return f"all {total} cells" if total > 1 else "the one other cell"
    return str(count) if said else f"{count} of {total} cells"


def _listed(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def by(cells: Iterable[MapCell]) -> str:
    """Write by how much: `by 1.1 to 1.4 times`; a single figure has its interval."""
    known = [one for one in cells if one.ratio is not None]
    low, high = (f"{pick(one.ratio or 1.0 for one in known):.2f}" for pick in (min, max))
    if len(known) == 1:
        one = known[0]
        return f"by {span(one.ratio or 1.0, one.ci_low or 0.0, one.ci_high)}"
    return f"by {low} to {high} times" if low != high else f"by {low} times"


def rows(answer: Answer) -> list[str]:
    """Say along each number of users who leads, and where that changes."""
    found: list[tuple[int, str]] = []
    for row, users in enumerate(answer.users):
        cells = [(column, row) for column in range(len(answer.latencies))]
        known = [cell for cell in cells if cell in answer.measured]
        if len(known) > 1:
            found.append((users, _along(answer, known)))
    said = []
    for along, group in groupby(found, lambda pair: pair[1]):
        least, *_, most = [users for users, _ in group] * 2
        who = people(most) if least == most else f"{least:,} to {people(most)}"
        said.append(f"With {who}: {along}.")
    return said


def _along(answer: Answer, cells: list[Cell]) -> str:
    spans = [(leader, list(group)) for leader, group in groupby(cells, answer.leader)]
    if len(spans) == 1:
        return f"{_who(answer, cells)} all the way"
    borders = [
        between(answer.latencies[before[-1][0]], answer.latencies[after[0][0]])
        for (_, before), (_, after) in pairwise(spans)
    ]
    told = [
        f"{_who(answer, own)} up to {end}" for (_, own), end in zip(spans, borders, strict=False)
    ]
    return ", ".join([*told, f"then {_who(answer, spans[-1][1])}"])


def _who(answer: Answer, cells: list[Cell]) -> str:
    """Name who leads in cells that are alike; `level` only where that is known."""
    if leader := answer.leader(cells[0]):
        return f"`{leader}`"
    return "no clear lead" if any(answer.cells[cell].unclear for cell in cells) else "level"


def more(answer: Answer) -> list[str]:
    """Say what holds row by row, what was assumed, and what the map lacks."""
    said = rows(answer)
    metric = METRICS[answer.metric].label
    said.append(
        f"Compared is {metric}. Intervals are of 95 % for each cell by itself: of cells that are "
        "alike in truth, about one in twenty shows a lead by accident."
    )
    unclear = sum(one.unclear for one in answer.cells.values())
    if unclear:
        said.append(
            f"In {unclear} of {len(answer.measured)} measured cells no difference was detected, "
            f"and {(NEARLY - 1) * 100:.0f} % is not ruled out: a higher --budget may do so."
        )
    lacking = [one for cell, one in answer.cells.items() if cell not in answer.measured]
    unseen = sum(not one.rounds for one in lacking)
    if unseen:
        over = answer.document.config.get("stopped_by") == "budget"
        why = ": the time was over, and a higher --budget goes on" if over else ""
        said.append(f"{unseen} of {len(answer.cells)} cells were not measured{why}.")
    if len(lacking) > unseen:
        said.append(f"In {len(lacking) - unseen} cells too few rounds count to say anything.")
    trials = answer.document.trials
    return [*said, *quick_alone(trials), *below_floor(trials), *thrown_out(trials)]


def cautions(answer: Answer) -> list[str]:
    """Return what a reader must know of the trials before believing the map."""
    return of_study(answer.document.trials)
