"""What the proxy adds at least, whatever is asked: figures of docs/decisions/latency-proxy.md."""

from typing import Final

OWN_MS: Final = 0.16
"""What a round trip through it costs by itself, about, where that was measured."""

FLOOR_MS: Final = 0.2
"""From here on what is asked is what is added; whatever is less is one and the same."""
