"""What every worker process does once it has started."""

import gc

YOUNG_OBJECTS = 10_000


def settle() -> None:
    """Keep Python's garbage collector from stopping requests.

    What lives as long as the process is taken out of its sight: a full collection otherwise
    walks all of SQLAlchemy, Pydantic and the framework. And it looks at young objects less often
    than for every 700 of them, which is every few requests. What that gains:
    docs/decisions/garbage-collector.md.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])
