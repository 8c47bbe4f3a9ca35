"""What can be said of a request before anything has parsed it: whether it is there, and plain."""

import re
from typing import Final

from shared.limits import HEAD_BYTES

FRAMING: Final = re.compile(
    rb"^(?:content-length: *(\d+)\r?$|content-length|transfer-encoding|expect)", re.I | re.M
)
"""Headers that tell where a body ends, or when it comes; a group for the one length we read."""

BODY_BYTES: Final = 16_384
"""A longer body is left to the parser."""


def is_partial(received: bytes) -> bool:
    """Return whether more of this request is to come before a parser should see it.

    That is while its head has no end, or while a short body of a known length is not there. What is
    too long, or has an unusual framing, is the parser's to refuse or to read on.
    """
    head, end, body = received.partition(b"\r\n\r\n")
    if not end:
        return len(received) < HEAD_BYTES
    lengths = FRAMING.findall(head)
    if len(lengths) != 1 or not 0 < len(lengths[0]) <= len(str(BODY_BYTES)):
        return False
    return len(body) < int(lengths[0]) <= BODY_BYTES


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
