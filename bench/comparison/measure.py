"""One trial: a window of load on one served stack, and everything read at its edges."""

from datetime import UTC, datetime

from bench.comparison.config import FLOOR
from bench.comparison.ground import Ground
from bench.comparison.meters import CpuMeters, LatenessMeter, connection_meter
from bench.comparison.schedule import Slot
from bench.dataset import restore, row_counts
from bench.generator.trial import Trial as Order
from bench.results import Trial
from bench.validity import Facts, reasons


def order(ground: Ground, slot: Slot) -> Order:
    """Return what the generator is told for `slot`."""
    config, rate = ground.config, rate_of(ground, slot)
    least, most = config.think_time_s if rate is None else (0.0, 0.0)
    return Order(
        host=ground.servers[slot.stack].url,
        workload=slot.workload,
        users=slot.load.users,
        rate=rate,
        arrivals=config.arrivals,
        warmup_s=config.whole_warmup_s,
        duration_s=config.floor_window_s if slot.workload == FLOOR else config.window_s,
        seed=config.seed + slot.round,
        think_min=least,
        think_max=most,
        dataset_users=ground.dataset.users,
        dataset_toys=ground.dataset.toys,
        max_in_flight=config.max_in_flight,
        slow_share=config.slow_share,
    )


def rate_of(ground: Ground, slot: Slot) -> float | None:
    """Return the requests a second of an open loop, whole ones where they are a share."""
    if slot.load.share is None:
        return slot.load.rate
    return float(max(1, round(slot.load.share * ground.capacities[slot.stack, slot.workload])))


def learn_capacity(known: dict[tuple[str, str], float], slot: Slot, rps: float) -> None:
    """Remember the most that a stack served in a closed loop of the first round."""
    if slot.load.users and slot.round == 1:
        key = slot.stack, slot.workload
        known[key] = max(rps, known.get(key, 0.0))


def measure(ground: Ground, slot: Slot) -> Trial:
    """Run one trial, and put the tables back if it wrote."""
    server, url = ground.on_turn(slot.stack), ground.database.url
    found = row_counts(url)
    meters = CpuMeters(server, ground.database, ground.generator, ground.proxy, ground.plan)
    lateness = LatenessMeter(ground.proxy)

    def window_starts() -> None:
        connections.count()  # those beyond the pool are gone when the load is
        lateness.start()
        meters.start()

    def window_ends() -> None:
        meters.stop()
        lateness.stop()

    server.forget_peak()  # that of an earlier condition of this round
    asked, started_at = order(ground, slot), datetime.now(UTC)
    with connection_meter(url, slot.stack) as connections:
        load = ground.generator.run_trial(
            asked,
            on_window_start=window_starts,
            on_window_end=window_ends,
        )
        connections.count()
    if ground.config.writes(slot.workload):
        restore(url, ground.dataset)
    expected = ground.dataset.row_counts
    # the floor is measured for its CPU: there the generator may be slower than the app
    contest = slot.workload in ground.config.workloads
    thinking = any(ground.config.think_time_s)
    proxy_s = meters.seconds("proxy")
    # asking a container engine takes CPU itself, at the very edges
    foreign = {} if ground.config.compose else meters.foreign()
    proxy_fraction = None if proxy_s is None else proxy_s / load.duration_s
    facts = Facts(
        requests=load.requests,
        errors=load.errors,
        error_examples=load.error_examples,
        generator_cpu_fraction=load.generator_cpu_fraction if contest else None,
        generator_wait_fraction=load.generator_wait_fraction if contest else None,
        littles_law_error=load.littles_law_error if contest and not thinking else None,
        unended_fraction=load.unended_fraction if contest else None,
        connections=connections.held,
        connection_budget=ground.config.capacity.connections,
        row_counts={table: (expected[table], found[table]) for table in expected},
        offered=load.offered,
        late=load.late or 0,
        dropped=load.dropped or 0,
        proxy_cpu_fraction=proxy_fraction,
        foreign_cpu_fraction=foreign,
    )
    why = reasons(facts)
    learn_capacity(ground.capacities, slot, load.throughput_rps)
    answered = load.requests + load.errors
    return Trial(
        stack=slot.stack,
        workload=slot.workload,
        round=slot.round,
        valid=not why,
        reasons=tuple(why),
        duration_s=load.duration_s,
        requests=load.requests,
        errors=load.errors,
        throughput_rps=load.throughput_rps,
        latency_ms=load.latency_ms,
        app_cpu_us_per_request=meters.us_per("app", answered),
        db_cpu_us_per_request=meters.us_per("database", answered),
        generator_cpu_fraction=load.generator_cpu_fraction,
        peak_rss_mib=server.peak_rss_mib(),
        connections=connections.held,
        statements_per_request=ground.statements.get((slot.stack, slot.workload)),
        users=slot.load.users,
        rate=asked.rate,
        arrivals=None if slot.load.users else ground.config.arrivals,
        offered=load.offered,
        late=load.late,
        dropped=load.dropped,
        requests_per_visit=load.requests_per_visit,
        generator_wait_fraction=load.generator_wait_fraction,
        littles_law_error=load.littles_law_error,
        unended_fraction=load.unended_fraction,
        histogram=load.histogram,
        latency_ms_by_request=load.latency_ms_by_request,
        db_latency_ms=ground.config.db_latency_ms,
        proxy_cpu_fraction=proxy_fraction,
        proxy_late_ms=lateness.mean_ms(),
        foreign_cpu_fraction=foreign,
        others_idle_fraction=meters.idle_fraction("generator"),
        pool_size=ground.config.capacity.pool_size,
        slow_share=ground.config.slow_share,
        warmup_s=asked.warmup_s,
        started_at=started_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    )
