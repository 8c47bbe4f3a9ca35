"""How many statements a request of each workload is, counted before anything is measured."""

from collections.abc import Iterable
from dataclasses import replace

from bench.comparison.config import FLOOR, Load, RunConfig
from bench.comparison.ground import Ground
from bench.comparison.measure import order
from bench.comparison.schedule import Slot
from bench.comparison.server_log import StatementCounter, logging_statements
from bench.dataset import restore

PROBE_S = 0.3


def statements_per_request(ground: Ground, slots: Iterable[Slot]) -> dict[tuple[str, str], float]:
    """Return statements a request by (stack, workload); empty where no log can be read.

    One user, so that no request is under way when the counting ends.
    """
    log = ground.database.log
    if log is None:
        return {}
    counted = {}
    with logging_statements(ground.database.url):
        for slot in slots:
            counter = StatementCounter(log, slot.stack)
            probe = replace(order(ground, slot), warmup_s=0.0, duration_s=PROBE_S)
            load = ground.generator.run_trial(probe)
            requests, statements = load.requests_in_all, counter.statements()
            # none at all means that the log does not know the stack by its name
            if requests and (statements or slot.workload == FLOOR):
                counted[slot.stack, slot.workload] = round(statements / requests, 2)
    if any(ground.config.writes(workload) for workload in ground.config.workloads):
        restore(ground.database.url, ground.dataset)
    return counted


def all_slots(config: RunConfig) -> list[Slot]:
    """Return every combination of stack and workload once."""
    return [
        Slot(stack.name, workload, Load(users=1), 0)
        for workload in (*config.workloads, *([FLOOR] if config.floor else []))
        for stack in config.stacks
    ]
