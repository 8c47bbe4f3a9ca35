"""`python -m async_app`: the app, served as `Settings` say."""

from async_app.servers import check, serve
from shared.launch import main

if __name__ == "__main__":
    main("async_app", serve, check)
