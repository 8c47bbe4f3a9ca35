"""What can be seen of a request that runs: ids, logs, comments in SQL, metrics.

Nothing here is installed, and `metrics` is not even imported, unless `Settings` ask for it. Knows
no framework: `sync_app.observability` and `async_app.observability` are the shells.
"""
