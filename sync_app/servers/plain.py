"""Requests that can be refused as they come, before anything has parsed them."""

import re
from typing import Final

FRAMING: Final = re.compile(
    rb"^(?:content-length: *(\d+)\r?$|content-length|transfer-encoding|expect)", re.I | re.M
)
"""Headers that tell where a body ends, or when it comes; a group for the one length we read."""


def is_whole(received: bytes) -> bool:
    """Return whether this is one whole request, nothing behind it, of a client that stays.

    Whatever is unusual in it is none: what a proxy might read in another way ends its connection.
    """
    head, end, body = received.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    lengths = FRAMING.findall(head)
    return bool(
        end
        and b"\n" not in b"".join(lines)
        and lines[0].endswith(b" HTTP/1.1")
        and b"close" not in head.lower()
        and (lengths == [b"%d" % len(body)] or not (lengths or body))
    )
