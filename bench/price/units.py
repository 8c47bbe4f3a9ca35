"""What keeps a request that waits: a thread, a greenlet or a task."""

from typing import Literal

from bench.results import Stack

Unit = Literal["thread", "greenlet", "task"]


def unit_of(stack: Stack) -> Unit:
    """Return what a stack keeps a waiting request in."""
    if stack.server == "gevent":
        return "greenlet"
    return "thread" if stack.framework == "flask" or stack.bridge == "threads" else "task"
