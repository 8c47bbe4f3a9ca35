"""The two axes of a map: values that rise by about equal factors."""

from itertools import pairwise

from bench.errors import UserError

LATENCIES = 7
USERS = 5


def latencies(text: str) -> tuple[float, ...]:
    """Return milliseconds out of `LOW-HIGH` or of a list such as `0.2,1,5`; or `UserError`."""
    return _values("--db-latency", text, LATENCIES, 0.0, 1_000.0)


def users(text: str) -> tuple[int, ...]:
    """Return numbers of users out of `LOW-HIGH` or of a list such as `1,16,256`; or `UserError`."""
    found = _values("--users", text, USERS, 1.0, 10_000.0)
    if any(not value.is_integer() for value in found):
        raise UserError(f"--users takes whole numbers: not {text}.")
    return tuple(dict.fromkeys(int(value) for value in found))


def _values(option: str, text: str, count: int, least: float, most: float) -> tuple[float, ...]:
    parts = text.split(",") if "," in text else text.split("-")
    try:
        found = tuple(float(part) for part in parts)
    except ValueError:
        found = ()
    listed = "," in text
    rising = all(low < high for low, high in pairwise(found))
    if len(found) < 2 or not rising or not least <= found[0] or not found[-1] <= most:
        raise UserError(
            f"{option} must be LOW-HIGH or a rising list between {least:g} and {most:g}: "
            f"not {text}."
        )
    if listed:
        return found
    if len(found) > 2 or found[0] == 0:
        raise UserError(f"{option} LOW-HIGH begins above 0, for its steps are factors: not {text}.")
    return _steps(found[0], found[1], count, whole=option == "--users")


def _steps(low: float, high: float, count: int, *, whole: bool) -> tuple[float, ...]:
    """Return so many values at equal factors, as round as people write them."""
    factor = (high / low) ** (1 / (count - 1))
    inner = (low * factor**step for step in range(1, count - 1))
    rounded = (float(round(value)) if whole else float(f"{value:.1e}") for value in inner)
    return tuple(dict.fromkeys([low, *rounded, high]))
