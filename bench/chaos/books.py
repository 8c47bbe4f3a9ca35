"""What the database has of the load's writes."""

from typing import Final

from bench.chaos.ledger import Kept
from bench.chaos.postgres import MortalPostgres

WRITTEN: Final = """
    SELECT u.email, u.id, (SELECT count(*) FROM user_toy WHERE user_id = u.id)
    FROM users u WHERE starts_with(u.email, %s)
    UNION ALL
    SELECT p.title, p.id, (SELECT count(*) FROM post_toy WHERE post_id = p.id)
    FROM posts p WHERE starts_with(p.title, %s)
"""


def kept(postgres: MortalPostgres, prefix: str) -> dict[str, list[Kept]]:
    """Return the rows whose key begins so, by key."""
    found: dict[str, list[Kept]] = {}
    for key, number, links in postgres.ask(WRITTEN, prefix, prefix):
        found.setdefault(key, []).append(Kept(number, links))
    return found
