from collections.abc import Callable

import pytest

from tests.fuzz import meeting
from tests.fuzz.meeting import Met
from tests.fuzz.options import CHOSEN

Meet = Callable[[str], Met]
MET: dict[str, Met] = {}


@pytest.fixture(scope="session")
def meet(new_database: Callable[[], str]) -> Meet:
    """Lets a stack meet everything, once."""

    def met(stack: str) -> Met:
        if stack not in MET:
            MET[stack] = meeting.meet(stack, new_database())
        return MET[stack]

    return met


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many requests each stack has met, and how to send them again."""
    for met in MET.values():
        terminalreporter.write_line(str(met))


@pytest.fixture(scope="session", params=CHOSEN)
def met(request: pytest.FixtureRequest, meet: Meet) -> Met:
    return meet(request.param)


@pytest.fixture(scope="session")
def first(meet: Meet) -> Met:
    """The first chosen stack, which the others must equal."""
    return meet(CHOSEN[0])
