"""Runs as a script: fills placeholders in a command and its environment, then becomes it.

`python -I -S placeholders.py PORT FOLDER [NAME=VALUE…] -- COMMAND…` is what a stack out of a file
(`bench.stack_file`) is started with: it takes the folder as its own, and database and capacity from
the environment that every stack gets, so that `bench.servers` starts all stacks in one way.
Standard library only.
"""

import os
import re
import sys
from collections.abc import Mapping

VARIABLES = {
    "workers": "WORKERS",
    "threads": "THREADS",
    "connections": "POOL_SIZE",
    "database_url": "DATABASE_URL",
}
"""Placeholders that stand for what a variable of the environment holds."""

NAMES = ("port", "python", *VARIABLES)
"""All placeholders."""

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
"""Braces around anything else, as in JSON, are left alone."""


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values where their placeholders stand; KeyError for one that has none."""
    return PLACEHOLDER.sub(lambda found: values[found[1]], text)


def main(port: str, folder: str, *rest: str) -> None:
    """Do it; what fails is said in one line on stderr, with exit code 126."""
    taken = {name: os.environ[variable] for name, variable in VARIABLES.items()}
    values = {"port": port, "python": sys.executable, **taken}
    filled = [fill(text, values) for text in rest]
    end = filled.index("--")  # no variable is called so: each has an equals sign
    command = filled[end + 1 :]
    variables = dict(text.split("=", 1) for text in filled[:end])
    try:
        os.chdir(folder)
        os.execvpe(command[0], command, {**os.environ, **variables})  # noqa: S606  (no shell is meant)
    except OSError as error:
        sys.stderr.write(f"cannot run {command[0]}: {error.strerror}\n")
        sys.exit(126)


if __name__ == "__main__":
    main(*sys.argv[1:])
