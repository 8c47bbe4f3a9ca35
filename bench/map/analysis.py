"""From rounds to cells: what picture, table and sentences are drawn from."""

from collections.abc import Sequence
from math import inf

from bench.crossover.analysis import scores
from bench.map.document import Map, MapCell, MeasuredRound
from bench.map.search import Plan, Round, by_cell
from bench.map.standing import Cell, Standing, standings
from bench.results import Metric


class Answer:
    """Everything that a document says, worked out from its rounds alone."""

    def __init__(self, document: Map) -> None:
        config = document.config
        self.document = document
        self.latencies: list[float] = list(config["latencies_ms"])
        self.users: list[int] = list(config["users"])
        self.metric: Metric = config["metric"]
        self.names = [stack.name for stack in document.stacks]
        self.short = dict(zip(self.names, short_names(self.names), strict=True))
        rounds = search_rounds(document.rounds, self.latencies, self.users, self.metric)
        self.rounds = by_cell(rounds)
        known = standings(self.rounds, self.names)
        self.cells: dict[Cell, MapCell] = {
            cell: self._cell(cell, known.get(cell))
            for cell in Plan(len(self.latencies), len(self.users)).cells()
        }

    @property
    def measured(self) -> dict[Cell, MapCell]:
        """The cells of which anything is known."""
        return {at: one for at, one in self.cells.items() if one.state != "not measured"}

    def leader(self, cell: Cell) -> str | None:
        """Return who leads a measured cell beyond doubt; None where it is level."""
        one = self.cells[cell]
        return one.leader if one.state == "lead" else None

    def _cell(self, at: Cell, one: Standing | None) -> MapCell:
        made = self.rounds.get(at, [])
        latency, users = self.latencies[at[0]], self.users[at[1]]
        if one is None or one.ratio.ci_high == inf:
            return MapCell(
                db_latency_ms=latency, users=users, state="not measured", rounds=len(made)
            )
        return MapCell(
            db_latency_ms=latency,
            users=users,
            state="level" if one.level else "lead",
            rounds=len(made),
            leader=one.leader,
            rival=one.rival,
            ratio=one.ratio.ratio,
            ci_low=one.ratio.ci_low,
            ci_high=one.ratio.ci_high,
        )


def search_rounds(
    rounds: Sequence[MeasuredRound],
    latencies: Sequence[float],
    users: Sequence[int],
    metric: Metric,
) -> list[Round]:
    """Return measured rounds as the search takes them."""
    return [
        Round(
            (latencies.index(one.db_latency_ms), users.index(one.users)),
            scores(one.trials, metric),
        )
        for one in rounds
    ]


def short_names(names: Sequence[str]) -> list[str]:
    """Return names without the words that all of them have, as far as they stay different."""
    parts = [name.split("-") for name in names]
    shared = set(parts[0]).intersection(*parts) if parts else set()
    short = ["-".join(word for word in words if word not in shared) for words in parts]
    return short if all(short) and len(set(short)) == len(short) else list(names)
