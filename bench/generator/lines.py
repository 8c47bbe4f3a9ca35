"""Reading lines from a pipe without waiting for ever."""

import os
import selectors
import time
from typing import Final

BLOCK: Final = 65_536


class Lines:
    """The lines that come through the pipe behind a file descriptor, which it does not close."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._pending = b""

    def next(self, timeout_s: float) -> bytes | None:
        """Return the next line without its end, or None when the pipe was closed.

        Raises `TimeoutError` when no whole line came in that time.
        """
        deadline = time.monotonic() + timeout_s
        with selectors.DefaultSelector() as selector:
            selector.register(self._descriptor, selectors.EVENT_READ)
            while b"\n" not in self._pending:
                if not selector.select(max(deadline - time.monotonic(), 0.0)):
                    raise TimeoutError
                block = os.read(self._descriptor, BLOCK)
                if not block:
                    return None
                self._pending += block
        line, _, self._pending = self._pending.partition(b"\n")
        return line
