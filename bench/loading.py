"""A database made ready for a study, and left as a study found it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench.database import Database
from bench.dataset import Dataset, load, restore
from bench.foreign_rows import refuse_foreign_rows
from bench.schema import migrate


@contextmanager
def loaded(place: Database, dataset: Dataset, step: Callable[[str], None]) -> Iterator[None]:
    """Migrate a database and load the dataset, each a `step`; put it back in the end, however.

    An embedded database ends with its study, so there is nothing to put back. Raises `UserError`
    for rows of somebody's own.
    """
    step("Migrating the schema")
    migrate(place.url)
    refuse_foreign_rows(place.url)
    step("Loading the dataset")
    load(place.url, dataset)
    try:
        yield
    finally:
        if not place.embedded:
            restore(place.url, dataset)
