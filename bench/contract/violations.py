"""What a check raises, and the plain comparisons that raise it."""

from typing import NoReturn


class ContractViolation(Exception):
    """A service answered otherwise than the contract says; the message tells how."""


def fail(message: str) -> NoReturn:
    """Raise `ContractViolation`."""
    raise ContractViolation(message)


def require(holds: bool, message: str) -> None:
    """Raise `ContractViolation` with `message` unless `holds`."""
    if not holds:
        fail(message)


def equal(what: str, actual: object, wanted: object) -> None:
    """Raise `ContractViolation` unless both are equal and of one type (1 is not True)."""
    require(
        type(actual) is type(wanted) and actual == wanted,
        f"{what} is {brief(actual)}, not {brief(wanted)}",
    )


def brief(value: object, limit: int = 300) -> str:
    """Return the value as Python writes it, cut after `limit` characters."""
    text = repr(value)
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"
