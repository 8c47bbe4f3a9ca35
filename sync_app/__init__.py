"""The synchronous service: Flask. Twin of `async_app`.

Imports nothing by itself: under gevent, `__main__` has to patch before anything else is imported.
"""
