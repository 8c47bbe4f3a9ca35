"""Engines, sessions and the connection budget."""
