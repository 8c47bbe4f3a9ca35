"""What every worker process does once it has started."""

import gc


def settle() -> None:
    """Take what lives as long as the process out of the garbage collector's sight.

    A full collection otherwise walks all of SQLAlchemy, Pydantic and the framework, and stops
    every request of the process for tens of milliseconds: docs/decisions/garbage-collector.md.
    """
    gc.collect()
    gc.freeze()
