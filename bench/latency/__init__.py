"""Database latency as a controlled variable: a process before the database holds bytes back."""
