"""What every answer carries besides its own headers, errors included.

After OWASP's REST Security Cheat Sheet, "Security Headers". HTTP Strict Transport Security is not
among them: it belongs to whoever ends TLS in front of an app (docs/security.md).
"""

from typing import Final

SECURITY: Final = (
    # what is answered is somebody's data, and changes: no cache on the way keeps it
    ("cache-control", "no-store"),
    # should a browser ever show an answer as a page, it runs nothing, loads nothing, in no frame
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    # no page of another origin gets it into its process, as an image or a script
    ("cross-origin-resource-policy", "same-origin"),
    # ids in a path are told to nobody
    ("referrer-policy", "no-referrer"),
    # JSON is JSON, whatever a browser may take it for
    ("x-content-type-options", "nosniff"),
)
"""Names in lower case, because servers that keep them and servers that fold them then agree."""
SECURITY_BYTES: Final = tuple((name.encode(), value.encode()) for name, value in SECURITY)
