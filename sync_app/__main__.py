"""`python -m sync_app`: the app, served as `Settings` say."""

import os

if os.environ.get("SERVER") == "gevent":
    from gevent.monkey import patch_all

    patch_all()

from shared.launch import main
from sync_app.servers import check, serve

if __name__ == "__main__":
    main("sync_app", serve, check)
