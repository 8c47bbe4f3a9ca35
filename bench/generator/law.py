"""Little's law as a check of the generator itself; pure."""


def littles_law_error(users: int, mean_in_flight: float, generator_busy_fraction: float) -> float:
    """Return how far a closed loop without think time is from Little's law, as a fraction.

    The law (Little, 1961): the mean number in a system is throughput times mean latency, here
    `mean_in_flight`. Users who never think are always in the system or in the hands of the
    generator, which has one CPU and so works for one user at a time, for as large a part of the
    window as it used its CPU or was ready to (the utilisation law, Denning & Buzen, 1978); a part
    of that is inside the latencies. So between `users` minus that fraction and `users` must be in
    flight.

    Fewer in flight means that users stood in line inside the generator, which no latency shows:
    it was saturated, or something else ran on its CPU. More means that latencies are wrong.
    """
    if mean_in_flight <= 0:
        return 1.0
    busy = min(max(mean_in_flight, users - min(generator_busy_fraction, 1.0)), float(users))
    return abs(busy / mean_in_flight - 1)
