"""Closed forms: mean value analysis of closed networks, and the M/M/c queue.

M. Reiser and S. S. Lavenberg, "Mean-value analysis of closed multichain queuing networks",
Journal of the ACM 27 (1980): exact for means in networks of product form. Latency percentiles and
what is held while one waits for something else (a thread, a connection) are beyond it; for those
there is `bench.plan.simulation`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.plan.network import Network


@dataclass(frozen=True, slots=True)
class Centre:
    """What a request needs of one station: seconds in all, and by how many servers."""

    demand_s: float
    servers: int = 1


@dataclass(frozen=True, slots=True)
class Means:
    """Throughput, and the seconds between a request and its answer."""

    throughput_rps: float
    residence_s: float


def mean_values(centres: Sequence[Centre], users: int, delay_s: float = 0.0) -> Means:
    """Return the exact means of so many users without think time.

    A station of several servers is one whose speed depends on how many it holds, by the marginal
    probabilities of the recursion (Reiser and Lavenberg, section 3).
    """
    holding = [[1.0] + [0.0] * users for _ in centres]
    throughput = residence = 0.0
    for population in range(1, users + 1):
        times = [
            centre.demand_s
            * sum(
                count / min(count, centre.servers) * held[count - 1]
                for count in range(1, population + 1)
            )
            for centre, held in zip(centres, holding, strict=True)
        ]
        residence = delay_s + sum(times)
        throughput = population / residence
        for centre, held in zip(centres, holding, strict=True):
            for count in range(population, 0, -1):
                speed = min(count, centre.servers)
                held[count] = throughput * centre.demand_s / speed * held[count - 1]
            held[0] = max(0.0, 1.0 - sum(held[1 : population + 1]))
    return Means(throughput, residence)


def means_of(network: Network, users: int) -> Means:
    """Return the means of a network as if it had no limits: the most that it could give."""
    centres = [
        Centre(network.demand_s(name), servers) for name, servers in network.stations.items()
    ]
    return mean_values(centres, users, network.delay_s)


def wait_probability(servers: int, utilisation: float) -> float:
    """Return the probability that an arrival at an M/M/c queue waits (Erlang's C formula)."""
    if utilisation >= 1:
        return 1.0
    offered = servers * utilisation
    blocked = 1.0  # Erlang's B, by its recursion
    for count in range(1, servers + 1):
        blocked = offered * blocked / (count + offered * blocked)
    return blocked / (1 - utilisation * (1 - blocked))
