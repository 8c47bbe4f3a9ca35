"""How many files, and with them sockets, a process may have open."""

import resource


def may_open(number: int) -> bool:
    """Return whether this process, and those that it starts, may open so many; ask for them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= number:
        return True
    if hard != resource.RLIM_INFINITY and hard < number:
        return False
    resource.setrlimit(resource.RLIMIT_NOFILE, (number, hard))
    return True
