"""The asynchronous service: FastAPI, served by uvicorn. Twin of `sync_app`."""

from async_app.app import create_app as create_app
