"""results.json: its types, reading and writing.

Other programs read this file, so its keys are a contract; whoever changes one raises
`SCHEMA_VERSION`. Keys may be added without that: a reader ignores what it does not know.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import FiniteFloat, TypeAdapter, ValidationError

from bench.attribution.types import Attribution
from bench.errors import UserError

SCHEMA_VERSION: Final = 1

Verdict = Literal["a", "b", "no difference detected"]
Metric = Literal[
    "throughput_rps",
    "latency_p50_ms",
    "latency_p95_ms",
    "latency_p99_ms",
    "app_cpu_us_per_request",
    "db_cpu_us_per_request",
    "peak_rss_mib",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Latency in milliseconds: the mean, percentiles and the maximum of one trial."""

    mean: FiniteFloat
    p50: FiniteFloat
    p90: FiniteFloat
    p95: FiniteFloat
    p99: FiniteFloat
    p999: FiniteFloat
    max: FiniteFloat


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One stack under one workload for one measured window.

    `reasons` says why `valid` is false. None means "could not be measured here" (the CPU of a
    database on another machine) or "does not apply" (the rate of a closed loop).
    `latency_ms` is None when no request was answered.
    """

    stack: str
    workload: str
    round: int
    valid: bool
    reasons: tuple[str, ...]
    duration_s: FiniteFloat
    requests: int
    errors: int
    throughput_rps: FiniteFloat
    latency_ms: Latency | None
    app_cpu_us_per_request: FiniteFloat | None
    db_cpu_us_per_request: FiniteFloat | None
    generator_cpu_fraction: FiniteFloat | None
    peak_rss_mib: FiniteFloat | None
    """The most that the app's processes held in this trial, its warm-up included; of a service
    that ran already, since it began; of a container, what it held at the end."""
    connections: int | None
    statements_per_request: FiniteFloat | None
    users: int | None = None
    """Closed loop: users that were busy."""
    rate: FiniteFloat | None = None
    """Open loop: intended requests a second; of visits, in files without `requests_per_visit`."""
    arrivals: str | None = None
    """Open loop: `constant` or `poisson`."""
    offered: int | None = None
    late: int | None = None
    dropped: int | None = None
    """Open loop: visits meant to start in the window, those that were late, those without room."""
    requests_per_visit: FiniteFloat | None = None
    """Open loop: what a visit of the workload sends on average."""
    generator_wait_fraction: FiniteFloat | None = None
    """The part of the window that the generator waited for its CPU."""
    littles_law_error: FiniteFloat | None = None
    """Closed loop: how far the mean number of requests in flight, those too that cross an edge of
    the window, is from the number of busy users, as a fraction of it."""
    unended_fraction: FiniteFloat | None = None
    """Closed loop: the part of the time in flight that is in no latency, beyond what the window's
    edges explain, because requests did not end in it."""
    histogram: str | None = None
    """The HDR histogram of all latencies in microseconds, base64 as HdrHistogram encodes it."""
    latency_ms_by_request: Mapping[str, Latency] = field(default_factory=dict)
    """The same by request name, where a workload sends several kinds."""
    started_at: str | None = None
    """RFC 3339."""
    db_latency_ms: FiniteFloat | None = None
    """Round trip added between app and database by a proxy; None without one."""
    proxy_cpu_fraction: FiniteFloat | None = None
    """The part of one CPU that the proxy used."""
    proxy_late_ms: FiniteFloat | None = None
    """How much later than it was meant to a message left the proxy, each way, on average."""
    foreign_cpu_fraction: Mapping[str, FiniteFloat] = field(default_factory=dict)
    """The part of their time that the CPUs of `app` and `generator` (or the `machine`, where they
    are not apart) gave to programs that are no part of the trial, the kernel's own among them."""
    others_idle_fraction: FiniteFloat | None = None
    """What was left of the CPUs that generator, database and proxy share, as a part of their time;
    None where the app has no CPUs of its own."""
    pool_size: int | None = None
    """Database connections that each process might hold."""
    slow_share: FiniteFloat | None = None
    """The part of requests that was slow on purpose; None as the workload has it."""
    warmup_s: FiniteFloat | None = None
    """Seconds of load before the window, those for opening connections at `db_latency_ms` too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """Framework, server, driver and access style, as they were measured."""

    name: str
    framework: str
    server: str
    driver: str
    style: str
    warning: str | None = None
    contract_verified: bool = False
    bridge: str | None = None
    """How asynchronous routes reach the repository, for stacks of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Stack a against stack b in one metric under one workload and load.

    `ratio` is a's figure divided by b's; `verdict` names the better one, whatever direction
    better has in this metric. `detectable` is the smallest ratio above 1 that would have been
    seen. The interval and the verdict always agree: a verdict for a or b means that the
    interval leaves out 1. None are `ci_high` and `detectable` that rounds were too few to bound.
    """

    workload: str
    metric: Metric
    stack_a: str
    stack_b: str
    ratio: FiniteFloat
    ci_low: FiniteFloat
    ci_high: FiniteFloat | None
    rounds: int
    verdict: Verdict
    detectable: FiniteFloat | None
    users: int | None = None
    rate: FiniteFloat | None = None
    db_latency_ms: FiniteFloat | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One run: what ran where, every trial, and what follows from them.

    `environment` and `config` are plain JSON objects. Of `config` the report reads `baseline`,
    `precision`, `think_time_s` (a number, or least and most), `stopped_by` (`precision` or
    `budget`) and `notes` (sentences) where they are there, and prints the rest.
    """

    schema_version: int = SCHEMA_VERSION
    environment: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    stacks: tuple[Stack, ...] = ()
    trials: tuple[Trial, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    """Of runs whose stacks can tell server, driver and style apart."""


_RESULTS: Final = TypeAdapter(Results)


def dumps(results: Results) -> str:
    """Render as JSON text; NaN and infinity are a ValueError, for JSON has neither."""
    return json.dumps(asdict(results), indent=1, allow_nan=False, ensure_ascii=False) + "\n"


def loads(text: str, source: str = "the text") -> Results:
    """Results from JSON text; UserError names `source` when it is not a results document."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise UserError(f"{source} is not JSON: {error}; give a results.json.") from error
    if not isinstance(document, dict) or "schema_version" not in document:
        raise UserError(f"{source} is not a results.json: it has no schema_version.")
    if document["schema_version"] != SCHEMA_VERSION:
        raise UserError(
            f"{source} has schema_version {document['schema_version']}, and this program reads "
            f"{SCHEMA_VERSION}: use the version of crossover that wrote it."
        )
    try:
        return _RESULTS.validate_python(document)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UserError(f"{source} is no whole results.json: {where}: {first['msg']}.") from error


def write(results: Results, path: Path) -> None:
    """Write results.json at `path`, in one piece: a reader never meets half a file."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(dumps(results), encoding="utf-8")
    partial.replace(path)


def read(path: Path) -> Results:
    """Read `path`, a results.json or a folder that holds one; UserError when there is none."""
    file = path / "results.json" if path.is_dir() else path
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"cannot read {file}: give a results.json or its folder.") from error
    return loads(text, str(file))
