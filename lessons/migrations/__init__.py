"""Migrations: changing the tables of a service that runs."""

PLACE = 9
LESSONS = (
    "up_and_down",
    "autogenerate",
    "async_env",
    "lock_free_index",
    "data_migration",
    "two_heads",
)
