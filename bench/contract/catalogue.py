"""All checks, in the order in which a reader of the contract meets their subjects."""

from types import ModuleType
from typing import Final

from bench.contract import (
    bodies,
    feed,
    fields,
    headers,
    ids,
    links,
    openapi,
    pages,
    posts,
    routing,
    service,
    timing,
    toys,
    users,
)
from bench.contract.registry import REGISTERED, Check

GROUPS: Final[tuple[ModuleType, ...]] = (
    service,
    users,
    toys,
    posts,
    links,
    pages,
    feed,
    fields,
    ids,
    bodies,
    routing,
    headers,
    timing,
    openapi,
)
CHECKS: Final[tuple[Check, ...]] = tuple(
    check for group in GROUPS for check in REGISTERED if check.module == group.__name__
)
