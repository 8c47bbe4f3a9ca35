"""What of a plan lies beyond what was measured, in sentences: on paper one can go far."""

from collections.abc import Iterator

from bench.comparison.config import WRITES
from bench.plan.demands import Demands
from bench.plan.document import StackPlan
from bench.plan.goal import Goal


def beyond(plan: StackPlan, demands: Demands, goal: Goal) -> Iterator[str]:
    """Yield what was never measured."""
    most = demands.busy.throughput_rps
    if goal.rate > most:
        yield (
            f"{goal.rate:,.0f} requests/s are {goal.rate / most:,.1f} times the "
            f"{most:,.0f} that were measured, by one process"
        )
    if plan.machines > 1:
        yield f"{plan.machines:,} machines need a network and a balancer, which add their own time"
    if plan.databases > 1 and demands.workload in WRITES:
        yield f"{plan.databases:,} databases take writes only where the data is split among them"
    elif plan.databases > 1:
        yield f"{plan.databases:,} databases are one and its replicas, which must keep up with it"
    if (plan.threads or 0) > demands.threads:
        yield f"{plan.threads} threads of a process, where {demands.threads} were measured"
    if (plan.pool_size or 0) > demands.pool_size:
        yield f"{plan.pool_size} connections of a process, where {demands.pool_size} were measured"
    if goal.db_latency_ms:
        yield f"{goal.db_latency_ms:g} ms to the database, where it was measured beside the app"
