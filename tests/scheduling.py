"""Which tests stay together when `make test` runs them in several processes, and what begins first.

Fixtures of a file are set up once for each process that runs one of its tests, so a file stays
whole. A folder whose conftest.py has a fixture of the session stays whole too, for the same reason.
"""

from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parents[1]


class Together(LoadScopeScheduling):
    """Hands out whole scopes in the order of collection, as conftest.py puts it.

    The marks of pytest-xdist would say the same, but get lost with pytest 9.2 (its issue 1386).
    """

    def schedule(self) -> None:
        """Hand out scopes; those with most tests are not those that take longest."""
        self.config.option.loadscopereorder = False
        super().schedule()

    def _split_scope(self, nodeid: str) -> str:
        return scope(nodeid.split("::", 1)[0])


@cache
def scope(file: str) -> str:
    """Return what must stay in one process with a test file, both relative to the project."""
    for folder in list(Path(file).parents)[-3::-1]:  # from the first one beneath tests
        if shares(folder):
            return folder.as_posix()
    return file


def shares(folder: Path) -> bool:
    """Return whether files of a folder share a fixture of the session."""
    conftest = ROOT / folder / "conftest.py"
    return conftest.exists() and 'scope="session"' in conftest.read_text()
