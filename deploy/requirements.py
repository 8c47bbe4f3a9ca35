"""Cut out of `requirements.lock` what an image needs: the project's own needs and some extras'.

    python deploy/requirements.py sync >sync.lock
    pip install --require-hashes --requirement sync.lock

A package is kept if `pyproject.toml` asks for it, or if one that is kept does, which the lock
notes behind `# via`. pip installs nothing without a hash, so with too small a cut no image builds.
"""

import re
import sys
import tomllib
from pathlib import Path

ENTRY = re.compile(r"^([\w.-]+)==.*\n(?:[ ].*\n)*", re.MULTILINE)
VIA = re.compile(r"^ +#(?: via)? +([\w.-]+)", re.MULTILINE)


def wanted(pyproject: str, extras: list[str]) -> set[str]:
    """Return the names of the packages that `pyproject.toml` asks for."""
    project = tomllib.loads(pyproject)["project"]
    needs = [*project["dependencies"]]
    for extra in extras:
        needs += project["optional-dependencies"][extra]
    return {re.split(r"[^\w.-]", need, maxsplit=1)[0].lower() for need in needs}


def cut(lock: str, names: set[str]) -> str:
    """Return the entries of these packages and of all that they need, as the lock has them."""
    entries = list(ENTRY.finditer(lock))
    kept: set[str] = set()
    more = names
    while more - kept:
        kept |= more
        more = {entry[1] for entry in entries if kept & set(VIA.findall(entry[0]))}
    return "".join(entry[0] for entry in entries if entry[1] in kept)


if __name__ == "__main__":
    asked = wanted(Path("pyproject.toml").read_text(encoding="utf-8"), sys.argv[1:])
    sys.stdout.write(cut(Path("requirements.lock").read_text(encoding="utf-8"), asked))
