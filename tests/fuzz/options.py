"""How much is fuzzed, out of the environment: short in the suite, long with `make fuzz`."""

import os

from bench.stacks import STACKS

CASES = int(os.environ.get("FUZZ_CASES", "40"))
"""Requests out of the document for each stack, at least; and texts, and numbers, up to a limit."""
SEED = int(os.environ.get("FUZZ_SEED", "1992"))
MOST_EXAMPLES = 1_000
"""Hostile texts, and numbers: each is several requests."""
EXAMPLES = min(CASES, MOST_EXAMPLES)

COVERING = ("flask-psycopg2-core", "flask-psycopg-granian", "fastapi-asyncpg-raw")
"""Between them both apps, three servers, every driver."""


def chosen(names: str) -> list[str]:
    """Return the stacks that `FUZZ_STACKS` names: some, separated by commas, or `all`."""
    if names == "all":
        return list(STACKS)
    return names.split(",") if names else list(COVERING)


CHOSEN = chosen(os.environ.get("FUZZ_STACKS", ""))


def replay(stack: str) -> str:
    """Return the command that does the same again."""
    return f"FUZZ_SEED={SEED} FUZZ_CASES={CASES} FUZZ_STACKS={stack} make fuzz"
