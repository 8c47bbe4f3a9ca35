"""The use cases in the style of SQLAlchemy's ORM: twins `sync` and `aio`."""
