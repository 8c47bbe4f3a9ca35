"""Every query, as data: `entities` for the ORM, `tables` for SQLAlchemy Core."""
