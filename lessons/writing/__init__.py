"""Writing: by object, by statement, many at once, all or nothing."""

PLACE = 6
LESSONS = ("create", "update", "delete", "upsert", "many_rows", "raw_core_orm", "all_or_nothing")
