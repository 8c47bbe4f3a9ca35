"""All claims, and the groups of cells that their experiments compare."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from bench.claims.catalogue import connections, drivers, frameworks, orms
from bench.claims.catalogue.groups import GROUPS
from bench.claims.claim import Claim
from bench.errors import UserError

__all__ = ["CLAIMS", "GROUPS", "chosen"]

CLAIMS: Final = (*orms.CLAIMS, *connections.CLAIMS, *drivers.CLAIMS, *frameworks.CLAIMS)
"""In the order they are told in."""


def chosen(names: Iterable[str]) -> tuple[Claim, ...]:
    """Return the claims of these names in our order, all without one; or `UserError`."""
    known = {claim.name: claim for claim in CLAIMS}
    wanted = set(names)
    for name in sorted(wanted - known.keys()):
        close = get_close_matches(name, known, n=2)
        hint = f"did you mean {' or '.join(close)}?" if close else "bench claims --list names all."
        raise UserError(f"There is no claim named {name!r}: {hint}")
    return tuple(claim for claim in CLAIMS if not wanted or claim.name in wanted)
