"""Schemathesis as a library: requests made out of a service's own document, until it is enough."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder

from tests.fuzz.checks import is_waived

PHASES = ("stateful", "fuzzing", "examples", "coverage")
"""Those that follow links first, so that few cases are of many kinds."""
ENDLESS = ("stateful", "fuzzing")
"""With another seed these make other requests; the others would send the same again."""
MOST_AT_ONCE = 50
STEPS = 8
"""Requests of a chain of links."""


@dataclass(frozen=True)
class Finding:
    """A failure: which check, of which operation, and how to see it again."""

    operation: str
    check: str
    message: str
    sample: str

    def __str__(self) -> str:
        return f"{self.operation}, {self.check}: {self.message}\n  {self.sample}"


@dataclass
class Report:
    """What was sent, what came back, and what was wrong with it."""

    phases: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    findings: dict[tuple[str, str], Finding] = field(default_factory=dict)
    """One for each operation and check."""
    broken: list[str] = field(default_factory=list)
    """What kept Schemathesis itself from working."""

    @property
    def cases(self) -> int:
        """Requests that were sent, and answered or not."""
        return self.phases.total()

    def take(self, phase: str, label: str, recorder: ScenarioRecorder) -> None:
        """Count what a scenario sent, and keep what failed in it."""
        for interaction in recorder.interactions.values():
            self.phases[phase] += 1
            response = interaction.response
            self.statuses[response.status_code if response else 0] += 1
        for case_id, checks in recorder.checks.items():
            for check in checks:
                if check.failure_info is not None:
                    failure = check.failure_info.failure
                    sent = recorder.interactions[failure.case_id or case_id]
                    operation = failure.operation or label
                    if not is_waived(check.name, operation, sent):
                        sample = check.failure_info.code_sample
                        found = Finding(operation, check.name, failure.message, sample)
                        self.findings.setdefault((operation, check.name), found)

    def __str__(self) -> str:
        sent = ", ".join(f"{n} {phase}" for phase, n in self.phases.items())
        answered = ", ".join(f"{status}: {n}" for status, n in sorted(self.statuses.items()))
        return f"{self.cases} requests ({sent}); answers {answered}"


def fuzz(url: str, *, cases: int, seed: int) -> Report:
    """Send at least so many requests to the service at `url`; the same seed, the same requests."""
    report = Report()
    for number in count():
        before = report.cases
        for phase in PHASES if number == 0 else ENDLESS:
            _run(report, url, phase, seed + number, cases)
            if report.cases >= cases:
                return report
        if report.broken or report.cases == before:
            report.broken.append(f"round {number} sent {report.cases - before} requests")
            return report
    raise AssertionError


def _run(report: Report, url: str, phase: str, seed: int, cases: int) -> None:
    examples = max(1, min(MOST_AT_ONCE, (cases - report.cases) // 60))
    config = SchemathesisConfig.from_dict(_settings(phase, seed, examples))
    schema = schemathesis.openapi.from_url(f"{url}/openapi.json", config=config)
    stream = from_schema(schema).execute()
    for event in _events(stream):
        if isinstance(event, events.ScenarioFinished):
            report.take(phase, event.label or phase, event.recorder)
            if report.cases >= cases:
                stream.stop()
        elif isinstance(event, events.NonFatalError):
            report.broken.append(f"{event.label}: {event.info.title}: {event.info.message}")
        elif isinstance(event, events.FatalError):
            report.broken.append(repr(event.exception))


def _events(stream: Any) -> Iterator[events.EngineEvent]:
    yield from stream


def _settings(phase: str, seed: int, examples: int) -> dict[str, Any]:
    return {
        "seed": seed,
        "cache": {"enabled": False},
        "generation": {"max-examples": examples, "database": "none", "no-shrink": True},
        "phases": {
            **{other: {"enabled": other == phase} for other in PHASES},
            "stateful": {"enabled": phase == "stateful", "max-steps": STEPS},
        },
        "checks": {
            "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "503", "504"]},
        },
        "continue-on-failure": True,
        "request-timeout": 30,
    }
