"""Entities: what an object knows of its row."""

PLACE = 3
LESSONS = ("states", "flush_and_commit", "expire_on_commit", "refresh", "missing_greenlet")
