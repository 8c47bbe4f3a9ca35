"""Which rows there are to read, and the repositories that read them."""

from dataclasses import dataclass
from typing import Any

from shared.repositories import factory
from shared.settings import Settings


@dataclass(frozen=True)
class Rows:
    """How many there are; ids are 1 to that."""

    users: int
    toys: int

    def toy_id(self, number: int) -> int:
        """Return the toy that call `number` reads."""
        return 1 + number % self.toys


def repository(settings: Settings, style: str) -> Any:
    """Return this project's synchronous repository in a style, with one connection."""
    return factory.repository(settings.model_copy(update={"style": style, "pool_size": 1}))


def async_repository(settings: Settings, style: str) -> Any:
    """Return the asynchronous one; to be called in the event loop that will use it."""
    return factory.async_repository(settings.model_copy(update={"style": style, "pool_size": 1}))
