"""The loop with a line that can break: cut, so that nobody gets through, or stalled in silence."""

import select
import socket
import struct
from typing import Literal

from bench.latency.loop import Loop

State = Literal["open", "cut", "stalled"]

RESET = struct.pack("ii", 1, 0)
"""Of SO_LINGER: close at once, by a reset and not by a farewell (socket(7))."""


class Line(Loop):
    """Passes on what comes while it is open.

    A cut resets every connection and each new one. A stall keeps them all, accepts none and passes
    nothing on, as a network does that loses every packet; what was held back then arrives late.
    """

    state: State = "open"

    def turn_to(self, state: State) -> None:
        """Be in this state from now on."""
        self.state = state
        if state == "cut":
            for way in list(self._reading.values()):
                reset(way.source)
            self.close()

    def _turn(self) -> None:
        if self.state != "stalled":
            super()._turn()
            return
        heard = [source for source in self._listeners if source is not self._listener]
        for source in select.select(heard, [], [])[0]:
            self._listeners[source]()

    def _accept(self) -> None:
        if self.state != "cut":
            super()._accept()
            return
        try:
            client, _ = self._listener.accept()
        except OSError:  # it went away again
            return
        reset(client)
        client.close()


def reset(connection: socket.socket) -> None:
    """Let the other side see a reset when this socket is closed."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
