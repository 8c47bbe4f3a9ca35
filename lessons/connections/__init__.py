"""Connections: what they cost, how a pool keeps them, how they are lost."""

PLACE = 1
LESSONS = (
    "connecting",
    "pool_limits",
    "recycle",
    "pre_ping",
    "idle_connections",
    "killed_connection",
    "statement_timeout",
    "psycopg_pool",
    "workers_times_pool",
    "forking",
)
