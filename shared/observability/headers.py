"""What may be taken over from a request's headers: what could do harm elsewhere may not.

Both go into logs, into SQL and back into an answer.
"""

import re
from secrets import token_hex

REQUEST_ID = re.compile(r"[A-Za-z0-9._:=+-]{1,128}")
TRACEPARENT = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
)
"""W3C Trace Context, section 3.2: version, trace, parent, flags."""


def request_id(sent: str | None) -> str:
    """Return the `X-Request-ID` that was sent, or a new one: 32 hexadecimal digits."""
    return sent if sent and REQUEST_ID.fullmatch(sent) else token_hex(16)


def traceparent(sent: str | None) -> str | None:
    """Return the `traceparent` that was sent, if it is one."""
    return sent if sent and TRACEPARENT.fullmatch(sent) else None
