"""Connections for SQLAlchemy Core, as `shared.db.sync` and `.aio` have sessions for the ORM."""
