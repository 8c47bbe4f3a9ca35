"""Sessions: one for each task, and for no longer than it needs."""

PLACE = 2
LESSONS = ("one_session_a_task", "scoped_session", "shared_rollback", "session_lifetime")
