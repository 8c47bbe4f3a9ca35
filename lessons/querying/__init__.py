"""Querying: what each call sends, returns, and when."""

PLACE = 5
LESSONS = ("get", "select_where", "results", "keyset_pages")
