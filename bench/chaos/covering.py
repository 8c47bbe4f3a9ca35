"""As few stacks as show every driver, access style, server and bridge at least once. Pure."""

from collections.abc import Sequence

from bench.stacks import Stack


def traits(stack: Stack) -> frozenset[tuple[str, str]]:
    """Return what a stack shows."""
    return frozenset(
        {
            ("driver", f"{stack.driver} under {stack.framework}"),
            ("style", stack.style),
            ("server", stack.server),
            ("bridge", stack.bridge),
        }
    )


def covering(stacks: Sequence[Stack]) -> tuple[Stack, ...]:
    """Choose stacks until nothing is missing: each time the one that adds most, the first of such.

    That is the usual greedy choice for a set cover (Chvátal 1979), without those that later ones
    made needless; not always the smallest.
    """
    missing = frozenset().union(*map(traits, stacks))
    chosen = []
    while missing:
        best = max(stacks, key=lambda stack: len(traits(stack) & missing))
        chosen.append(best)
        missing -= traits(best)
    for stack in tuple(chosen):
        others = [other for other in chosen if other is not stack]
        if traits(stack) <= frozenset().union(*map(traits, others)):
            chosen = others
    return tuple(sorted(chosen, key=list(stacks).index))
