"""A sweep: one workload under several loads, and where along them the answer changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from bench.report.sections import Section

KNEE = 0.9
"""The knee is the least load that reaches this share of a stack's best throughput."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Sections of one workload, by rising load, all closed loop or all open loop."""

    workload: str
    open_loop: bool
    sections: tuple[Section, ...]

    def knees(self) -> dict[str, int]:
        """Users from which on each stack gives `KNEE` of its best throughput; closed loop only."""
        curves: dict[str, list[tuple[int, float]]] = {}
        for section in self.sections:
            for row in section.measured:
                rps = row.figure("throughput_rps")
                if rps is not None and section.where.users is not None:
                    curves.setdefault(row.stack.name, []).append((section.where.users, rps))
        return {
            name: next(users for users, rps in curve if rps >= KNEE * max(r for _, r in curve))
            for name, curve in curves.items()
            if len(curve) > 1
        }

    def sentences(self) -> list[str]:
        """Say who leads from which load on, and where each stack's knee is."""
        said = [
            f"{_loads(run)}: {_and([f'`{name}`' for name in best])}"
            + (" leads." if len(best) == 1 else ", not told apart.")
            for best, run in _runs(self.sections)
        ]
        knees = self.knees()
        said += [
            f"{_and([f'`{name}`' for name, knee in knees.items() if knee == users])}: the knee "
            f"({KNEE * 100:.0f} % of the best throughput) is at {_count(users, 'user')}."
            for users in sorted(set(knees.values()))
        ]
        return said


def sweeps(sections: Iterable[Section]) -> list[Sweep]:
    """Return a sweep for each workload that was measured under two loads of a kind or more."""
    groups: dict[tuple[str, bool, float | None], list[Section]] = {}
    for section in sections:
        where = section.where
        groups.setdefault((where.workload, where.open_loop, where.db_latency_ms), []).append(
            section
        )
    return [
        Sweep(workload, open_loop, tuple(sorted(group, key=load)))
        for (workload, open_loop, _), group in groups.items()
        if len(group) > 1
    ]


def load(section: Section) -> float:
    """Return users or requests a second, whichever the section was given."""
    return section.where.rate or section.where.users or 0


def leaders(section: Section) -> tuple[str, ...]:
    """Return the right stacks that no other right stack is detectably better than."""
    names = [row.stack.name for row in section.right]
    beaten = {
        found.stack_b if found.verdict == "a" else found.stack_a
        for found in section.comparisons
        if found.metric == section.where.headline
        and found.verdict in ("a", "b")
        and {found.stack_a, found.stack_b} <= set(names)
    }
    return tuple(sorted(name for name in names if name not in beaten))


def _runs(sections: Iterable[Section]) -> list[tuple[tuple[str, ...], list[Section]]]:
    compared = [section for section in sections if section.comparisons and leaders(section)]
    return [(who, list(run)) for who, run in groupby(compared, key=leaders)]


def _loads(run: list[Section]) -> str:
    first, last = load(run[0]), load(run[-1])
    shown = "request/s" if run[0].where.open_loop else "user"
    return f"{'At' if first == last else f'From {first:,g} to'} {_count(last, shown)}"


def _count(number: float, what: str) -> str:
    """Write a number with its unit, in the plural where it must be: users, requests/s."""
    noun, slash, per = what.partition("/")
    return f"{number:,g} {noun}{'' if number == 1 else 's'}{slash}{per}"


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
