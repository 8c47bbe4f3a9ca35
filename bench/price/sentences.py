"""The price in sentences; what stands between backticks is a name."""

from bench.cautions import BY_DOING_WELL, of_study
from bench.numbers import figure
from bench.price.analysis import Answer
from bench.price.document import Cost, Need
from bench.price.search import Size
from bench.report.conditions import below_floor
from bench.report.sentences import thrown_out


def lead(answer: Answer) -> str:
    """Say what each stack needs for the rate."""
    needs = "; ".join(need(answer, one) for one in answer.needs.values())
    return (
        f"To answer {answer.rate:,g} requests a second at {answer.db_latency_ms:g} ms from the "
        f"database, 95 % of them within {answer.p95_ms:g} ms, {needs}."
    )


def need(answer: Answer, one: Need) -> str:
    """Say what one stack needs: processes, threads, connections and memory."""
    if one.state == "unknown":
        return f"it is not known what `{one.stack}` needs"
    if one.state == "not held":
        most, workers = answer.plan.most, count(answer.plan.workers, "process")
        return f"`{one.stack}` has not enough of {workers} with {count(most, 'connection')} each"
    parts = [count(one.workers or 0, "process")]
    if one.threads is not None:
        parts.append(count(one.threads, "thread"))
    parts += [count(one.connections or 0, "connection"), f"{figure(one.peak_rss_mib)} MiB"]
    return f"`{one.stack}` needs {'' if one.exact else 'at most '}{listed(parts)}"


def costs(answer: Answer) -> str:
    """Say what one more request under way costs each stack."""
    if not answer.costs:
        return "What a request under way costs is not said: too few trials were valid."
    return f"One more request under way costs {listed(list(map(cost, answer.costs.values())))}."


def cost(one: Cost) -> str:
    """Say what a request under way costs a stack: `flask` 310 KiB (250 to 370) as a thread."""
    if one.ci_low <= 0:
        return f"`{one.stack}` nothing that was seen as a {one.unit} (up to {size(one.ci_high)})"
    return f"`{one.stack}` {interval(one)} as a {one.unit}"


def interval(one: Cost) -> str:
    """Write a cost with its interval, all in the unit that suits it: `310 KiB (250 to 370)`."""
    factor, unit = (1, "MiB") if one.mib >= 1 else (1_024, "KiB")
    value, low, high = (figure(one_of * factor) for one_of in (one.mib, one.ci_low, one.ci_high))
    return f"{value} {unit} ({low} to {high})"


def size(mib: float) -> str:
    """Write an amount of memory: `1.20 MiB`, `310 KiB`."""
    return f"{figure(mib)} MiB" if mib >= 1 else f"{figure(max(mib, 0.0) * 1_024)} KiB"


def count(number: int, noun: str) -> str:
    """Write a number of things: `1 process`, `3 processes`, `8 threads`."""
    plural = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def listed(parts: list[str]) -> str:
    """Join what is told with commas, and the last with "and"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def told(answer: Answer, one: Size) -> str:
    """Write a size: `4 connections`, `2 processes of 4 connections`."""
    connections = count(one.connections, "connection")
    if answer.plan.workers == 1:
        return connections
    return f"{count(one.workers, 'process')} of {connections}"


def more(answer: Answer) -> list[str]:
    """Say what a request costs, what was assumed, and what the figures lack."""
    said = [
        costs(answer),
        "Memory is the peak of all processes, with the one that starts and watches a server's "
        "workers; pages that they share count in each.",
    ]
    if answer.plan.least > 1:
        said.append(
            f"Less than {answer.plan.least} connections cannot be enough: so many are busy by "
            "Little's law, with one round trip a request."
        )
    for name, sizes in answer.untold.items():
        with_them = listed([told(answer, one) for one in sizes])
        said.append(f"`{name}` may need less: with {with_them} too few trials count to tell.")
    unfinished = [f"`{name}`" for name in answer.unfinished]
    if unfinished:
        said.append(
            f"The time was over before the least of {listed(unfinished)} was known: a higher "
            "--budget goes on."
        )
    trials = answer.document.trials
    return [*said, *below_floor(trials), *thrown_out(trials)]


def cautions(answer: Answer) -> list[str]:
    """Return what a reader must know of the trials; errors and drops are an answer here."""
    return of_study(answer.document.trials, BY_DOING_WELL)
