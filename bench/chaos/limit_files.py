"""Runs as a script: lets processes write no file beyond some size (prlimit(2), RLIMIT_FSIZE).

`python -I -S limit_files.py IDENTITY BYTES PID…`; -1 for no limit. As the user to whom they belong
(`uid:gid`, or empty for whom one is), for not every root may limit the processes of others; without
exec, for that user may not be able to enter the folder of this Python. Standard library only.
"""

import contextlib
import os
import resource
import sys


def main(identity: str, most: str, *pids: str) -> None:
    """Limit them; those that are gone do not count."""
    if identity:
        uid, gid = map(int, identity.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    for pid in map(int, pids):
        with contextlib.suppress(ProcessLookupError):
            _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (int(most), hard))


if __name__ == "__main__":
    main(*sys.argv[1:])
