"""Comments behind statements, in the form of sqlcommenter.

Its specification: google.github.io/sqlcommenter/spec. Keys sorted, both URL-encoded, which
leaves nothing in them that could end the comment or a value.
"""

from collections.abc import Mapping
from urllib.parse import quote


def comment(tags: Mapping[str, str]) -> str:
    """Return ``/*key='value',key='value'*/``."""
    pairs = (f"{quote(key, safe='')}='{quote(tags[key], safe='')}'" for key in sorted(tags))
    return f"/*{','.join(pairs)}*/"
