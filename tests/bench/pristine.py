"""Whether a database holds exactly the dataset."""

from bench.dataset import Dataset, connect, read_fingerprint


def is_pristine(url: str, dataset: Dataset) -> bool:
    """Compare counts and hashes of all rows, whatever their order."""
    with connect(url) as connection:
        return read_fingerprint(connection) == dataset.fingerprint
