"""Async: what waits together, what makes others wait, and how to tell."""

NAME = "async"
PLACE = 8
LESSONS = ("blocking_call", "loop_lag", "def_endpoints", "flask_async_views")
