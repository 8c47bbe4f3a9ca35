"""A stack meets everything in one go: hostile texts, numbers, then the document's requests."""

from dataclasses import dataclass
from functools import cache

from bench.stacks import STACKS
from tests.contract.difference import Outcome, outcomes
from tests.fuzz import hostile, numbers
from tests.fuzz.fuzzer import Report, fuzz
from tests.fuzz.options import CASES, EXAMPLES, SEED, replay
from tests.fuzz.served import serve
from tests.fuzz.story import Told, tell


@cache
def texts() -> list[hostile.Example]:
    """Return the texts that every stack meets."""
    return hostile.examples(EXAMPLES, SEED)


@cache
def requests() -> list[numbers.Example]:
    """Return the requests with numbers in them that every stack meets."""
    return numbers.examples(EXAMPLES, SEED)


@dataclass(frozen=True)
class Met:
    """What came of it, in the order of `texts` and `requests`."""

    stack: str
    told: list[Told]
    numbers: list[Outcome]
    report: Report
    troubles: list[str]

    def __str__(self) -> str:
        written = sum(len(tale.outcomes) for tale in self.told)
        also = f"besides {written} for texts and {len(self.numbers)} for numbers"
        return f"{self.stack}: {self.report}; {also}; again: {replay(self.stack)}"


def meet(stack: str, database_url: str) -> Met:
    """Serve a stack on an empty database, and let it meet everything."""
    with serve(STACKS[stack], database_url) as served:
        told = tell(served.client, served.url, texts())
        answered = outcomes(served.url, [example.call for example in requests()])
        report = fuzz(served.url, cases=CASES, seed=SEED)
        return Met(stack, told, answered, report, served.troubles())
