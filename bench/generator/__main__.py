"""`python -m bench.generator [LOCUSTFILE]`: a trial on each line of stdin, its events on stdout.

A line in is a `Trial` as a JSON object. Lines out are JSON objects with an `event`: first `ready`,
then for each trial `progress`, `window_start`, `window_end`, and `result` or `error`. It ends at
the end of its input, even in the middle of a trial, and on SIGTERM and Ctrl-C.
"""

import gevent

# epoll sleeps for whole milliseconds only, and that is as long as a request takes
gevent.config.libev_backend = "select"

from bench.generator.serve import main  # noqa: E402

if __name__ == "__main__":
    main()
