"""Clients that no library would be: they send what they like, as slowly as they like."""

import socket
import time
from contextlib import suppress

PATIENCE_S = 45.0


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)


def answer_to(port: int, request: bytes) -> bytes:
    """What a server sends before it closes; empty when it closes without a word."""
    with connected(port) as client, suppress(ConnectionError):
        client.sendall(request)
        received = bytearray()
        while part := client.recv(65_536):
            received += part
        return bytes(received)
    return b""


def is_given_up(port: int, beginning: bytes, drop: bytes = b"") -> bool:
    """Whether a server closes on a client that sends `beginning`, then `drop` again and again."""
    deadline = time.monotonic() + PATIENCE_S
    with connected(port) as client:
        client.sendall(beginning)
        client.settimeout(0.25)
        while time.monotonic() < deadline:
            try:
                if drop:
                    client.send(drop)
                if client.recv(65_536) == b"":
                    return True
            except TimeoutError:
                continue
            except ConnectionError:
                return True
    return False
