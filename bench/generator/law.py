"""Little's law as a check of the generator itself, and of what its latencies leave out; pure."""

from bench.generator.flow import Flow


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


def unended_fraction(users: int, flow: Flow) -> float | None:
    """Return the part of the time in flight that no latency tells of, 0 to 1, in a closed loop.

    Throughput times mean latency, over the mean number in flight, is 1 by Little's law, but for
    the window's edges. A request that is open at the end is in flight and in no latency; one that
    was open at the beginning has time in its latency that is not the window's. In a loop that
    serves its users alike one makes up for the other, and when everybody crosses one edge only,
    the end, about a latency for each user is missing. So much is allowed; what lacks beyond it
    was spent by requests that take far longer than the mean and did not end. None where none did.
    """
    if not flow.ended or flow.busy_s <= 0:
        return None
    told_s = flow.ended_s + users * flow.ended_s / flow.ended
    return max(0.0, 1 - told_s / flow.busy_s)
