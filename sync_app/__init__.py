"""The synchronous service: Flask, served by gunicorn's threads. Twin of `async_app`."""

from sync_app.app import create_app as create_app
