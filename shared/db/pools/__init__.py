"""Connections out of a driver's own pool: twins `sync` and `aio`, and a class of each driver."""
