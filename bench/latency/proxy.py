"""`python -m bench.latency.proxy LISTEN UPSTREAM`: a proxy that adds a round trip to a database.

Both are addresses as JSON: `["127.0.0.1", 5432]` or the path of a Unix socket; port 0 picks a free
one. A line on stdin is a `Latency` as a JSON object, or a `State` as a JSON string, and is answered
by the same line once it holds; `null` is answered by how many chunks have left, and their seconds
of lateness in all. The first line on stdout is the address that it listens at. It ends at the end
of its input and on SIGTERM.
"""

import ctypes
import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from bench.latency.line import Line
from bench.latency.loop import Address, Latency, tune

BACKLOG: Final = 1_024
PR_SET_TIMERSLACK: Final = 29
"""linux/prctl.h; the kernel else lets every sleep last up to 50 µs longer, to save energy."""


def main(listen: str, upstream: str) -> None:
    """Serve until told to end."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0)
    with listening(address(listen)) as listener:
        loop = Line(listener, connector(address(upstream)))
        signal.signal(signal.SIGTERM, lambda *_: loop.stop())
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that started it
        # a signal ends `select` only by an exception or a byte to read
        wake, waker = os.pipe()
        os.set_blocking(waker, False)
        signal.set_wakeup_fd(waker)
        loop.listen_to(wake, lambda: None)
        loop.listen_to(sys.stdin.fileno(), control(loop))
        say(listener.getsockname())
        gc.freeze()
        loop.run()
        loop.close()


def address(text: str) -> Address:
    """Read an address from the command line."""
    found = json.loads(text)
    return found if isinstance(found, str) else (str(found[0]), int(found[1]))


def listening(where: Address) -> socket.socket:
    """Return a socket that listens there."""
    if isinstance(where, str):
        found = socket.socket(socket.AF_UNIX)
        found.bind(where)
        Path(where).chmod(0o777)  # the app may run as another user; the folder is private
        found.listen(BACKLOG)
    else:
        found = socket.create_server(where, backlog=BACKLOG)
    found.setblocking(False)
    return found


def connector(where: Address) -> Callable[[], socket.socket]:
    """Return what opens connections there, without waiting until they stand."""
    family: int = socket.AF_UNIX
    place: Any = where
    if not isinstance(where, str):
        family, *_, place = socket.getaddrinfo(*where, type=socket.SOCK_STREAM)[0]

    def connect() -> socket.socket:
        found = socket.socket(family)
        tune(found)
        try:
            found.connect(place)
        except BlockingIOError:
            if family == socket.AF_UNIX:  # there it means that nobody accepts
                found.close()
                raise
        except OSError:
            found.close()
            raise
        return found

    return connect


def control(loop: Line) -> Callable[[], None]:
    """Return what reads the latencies and states that are asked for."""
    pending = b""

    def read() -> None:
        nonlocal pending
        block = os.read(sys.stdin.fileno(), 65_536)
        if not block:
            loop.stop()
        *lines, pending = (pending + block).split(b"\n")
        for line in lines:
            asked: Any = json.loads(line)
            if isinstance(asked, dict):
                loop.latency = Latency(**asked)
                say(asdict(loop.latency))
            elif asked is None:
                say((loop.passed, loop.late_s))
            else:
                loop.turn_to(asked)
                say(loop.state)

    return read


def say(what: object) -> None:
    """Write a line of JSON."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
