"""`python -m bench.seed`: the dataset for the database at DATABASE_URL, unless it holds rows."""

import os
import sys

from bench.dataset import Dataset, load, row_counts


def main() -> None:
    """Fill empty tables; leave rows alone, whoever made them."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        sys.exit("DATABASE_URL is not set.")
    if any(row_counts(url).values()):
        print("The tables hold rows already: left as they are.")  # noqa: T201
        return
    dataset = Dataset(float(os.environ.get("SCALE", "1")))
    load(url, dataset)
    print(f"Loaded {dataset.users} users, {dataset.toys} toys, {dataset.posts} posts.")  # noqa: T201


if __name__ == "__main__":
    main()
