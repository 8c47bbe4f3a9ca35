"""Runs as a script: puts itself on a leash, then becomes another program, under the same pid.

`python -I -S launch.py PARENT SIGNAL CPUS IDENTITY COMMAND…` is what `bench.processes.leashed`
writes. A program of its own, and not `preexec_fn`, because code between fork and exec is unsafe
in a process with threads, and the comparison has some. Standard library only.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def take_identity(identity: str) -> None:
    """Become another user for good; `identity` is `uid:gid`, or empty to stay who one is."""
    if identity:
        uid, gid = map(int, identity.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)


def die_with_parent(parent: int, death_signal: int) -> None:
    """Ask Linux for `death_signal` when the parent ends, however it ends (prctl(2)).

    Must follow `take_identity`, because a change of user clears it; exec keeps it. Elsewhere than
    on Linux nothing happens.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:  # it ended before we could ask
            os.kill(os.getpid(), signal.SIGKILL)


def take_cpus(cpus: str) -> None:
    """Stay on `cpus`, comma-separated numbers; empty for all."""
    if cpus and sys.platform == "linux":
        os.sched_setaffinity(0, {int(cpu) for cpu in cpus.split(",")})


def main(parent: str, death_signal: str, cpus: str, identity: str, *command: str) -> None:
    """Do it; what fails is said in one line on stderr, with exit code 126."""
    try:
        take_identity(identity)
        die_with_parent(int(parent), int(death_signal))
        take_cpus(cpus)
        os.execvp(command[0], command)  # noqa: S606  (no shell is meant)
    except OSError as error:
        sys.stderr.write(f"cannot run {command[0]}: {error.strerror}\n")
        sys.exit(126)


if __name__ == "__main__":
    main(*sys.argv[1:])
