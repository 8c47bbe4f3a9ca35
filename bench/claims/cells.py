"""Groups that are set up: each yields its cells, and a cell measures itself once a round."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial

import psycopg

from bench.claims.bursts import burst_ms
from bench.claims.claim import Metric
from bench.claims.ground import Ground
from bench.claims.group import Bursts, Group, InProcess, Served
from bench.comparison.ground import served, verify
from bench.comparison.measure import measure
from bench.comparison.schedule import Slot
from bench.dataset import restore
from bench.latency.control import LatencyProxy
from bench.latency.loop import Latency
from bench.layers.cells import Cell
from bench.layers.children import BlockProcess
from bench.metrics import value
from bench.servers import ROOT, Server
from bench.stack_file import CustomStack

BLOCK_S = 0.05
"""About how long a block takes: short, so that what the machine does meanwhile hits all alike."""

Metrics = Mapping[Metric, float]
SERVED_METRICS: tuple[Metric, ...] = (
    "app_cpu_us_per_request",
    "latency_p95_ms",
    "latency_p99_ms",
)


class ThrownOutError(Exception):
    """A trial that must not count; the message says why."""


@dataclass(frozen=True)
class Turn:
    """A cell: its name, and what measures it in a round."""

    name: str
    measure: Callable[[int], Metrics]
    """Raises `ThrownOutError` for a trial that must not count."""


@contextmanager
def cells_of(ground: Ground, group: Group, names: Collection[str]) -> Iterator[list[Turn]]:
    """Set a group up, yield those of its cells that are named, and take it down."""
    with ExitStack() as running:
        match group:
            case InProcess():
                yield in_process(running, ground, group, names)
            case Served():
                yield list(trials(ground, group, names))
            case Bursts():
                yield bursts(running, ground, group, names)


def in_process(
    running: ExitStack, ground: Ground, group: InProcess, names: Collection[str]
) -> list[Turn]:
    """Start the group's process, and find out how many calls make a block."""
    url = ground.database.url
    if group.db_latency_ms is not None:
        proxy = running.enter_context(LatencyProxy(url, cpus=ground.cpus.others))
        proxy.set(Latency(group.db_latency_ms))
        url = proxy.url
    rows = (str(ground.dataset.users), str(ground.dataset.toys))
    pinned = ",".join(map(str, sorted(ground.cpus.app or ())))
    child = BlockProcess(
        group.name,
        ["bench.claims.child", group.module, group.world, group.driver, *rows, pinned],
        database_url=url,
        pool_size=1,
        way_out="name other claims",
    )
    running.callback(child.close)
    child.wait()
    turns = []
    for call, tasks in group.cells.items():
        if call in names:
            cell = Cell(
                group.name,
                group.name,
                call,
                partial(blocks, child, call, tasks),
                tuple,
                least=group.least,
                tasks=tasks,
                writes=group.writes,
            )
            cell.calibrate(BLOCK_S)
            turns.append(Turn(call, partial(block, ground, cell)))
    return turns


def blocks(child: BlockProcess, call: str, tasks: int, calls: int) -> tuple[float, float]:
    """Let a child make so many calls."""
    return child.block(call, calls, tasks)


def block(ground: Ground, cell: Cell, number: int) -> Metrics:
    """Make the block of a round, and remove what it wrote."""
    found = cell.measure(number)
    if cell.writes:
        with psycopg.connect(ground.database.url, autocommit=True) as connection:
            connection.execute("DELETE FROM toys WHERE id > %s", [ground.dataset.toys])
            connection.execute("VACUUM toys")
    if found.wall_us is None:
        raise RuntimeError("a child tells the wall time of each block")
    return {"wall_us": found.wall_us, "cpu_us": found.cpu_us}


def trials(ground: Ground, group: Served, names: Collection[str]) -> Iterator[Turn]:
    """Yield the cell of each stack, once it has kept the contract."""
    for stack in group.stacks:
        if stack.name not in names:
            continue
        if stack.contract and stack.name not in ground.verified:
            ground.steps.step(f"Checking the contract of {stack.name}")
            config, url = ground.comparison.config, ground.database.url
            with served(stack, config, ground.cpus, url) as service:
                verify(stack.name, service.url)
            restore(url, ground.dataset)
            ground.verified.add(stack.name)
        yield Turn(stack.name, partial(trial, ground, group, stack.name))


def trial(ground: Ground, group: Served, name: str, number: int) -> Metrics:
    """Measure a stack on a process of its own: docs/decisions/restarts.md."""
    (stack,) = (stack for stack in group.stacks if stack.name == name)
    config = replace(
        ground.comparison.config, stacks=(stack,), workloads=(group.workload,), loads=(group.load,)
    )
    with served(stack, config, ground.cpus, ground.database.url) as service:
        place = replace(ground.comparison, config=config, servers={name: service})
        found = measure(place, Slot(name, group.workload, group.load, number))
    if not found.valid:
        raise ThrownOutError("; ".join(found.reasons))
    return {
        metric: figure
        for metric in SERVED_METRICS
        if (figure := value(found, metric)) is not None  # type: ignore[arg-type]
    }


def bursts(running: ExitStack, ground: Ground, group: Bursts, names: Collection[str]) -> list[Turn]:
    """Serve the app once for each number of threads."""
    wanted = {name: burst for name, burst in group.bursts.items() if name in names}
    servers = {
        threads: running.enter_context(
            Server(app(threads), database_url=ground.database.url, cpus=ground.cpus.app)
        )
        for threads in sorted({threads for _, threads in wanted.values()})
    }
    for server in servers.values():
        burst_ms(server.url, max(requests for requests, _ in wanted.values()))  # starts its threads
    return [
        Turn(name, partial(burst, servers[threads], requests))
        for name, (requests, threads) in wanted.items()
    ]


def burst(server: Server, requests: int, _: int) -> Metrics:
    """Send a burst."""
    return {"burst_ms": burst_ms(server.url, requests)}


def app(threads: int) -> CustomStack:
    """Return the app with the `def` endpoint, as something to serve."""
    module = "bench.claims.apps.def_endpoints"
    return CustomStack(
        name=f"def-endpoints-{threads}",
        folder=ROOT,
        command_line=("{python}", "-m", module, "{port}", str(threads)),
    )
