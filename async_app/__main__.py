"""`python -m async_app`: uvicorn with uvloop and httptools, set up from `Settings`."""

import uvicorn

from shared.launch import main
from shared.repositories.factory import check_async
from shared.settings import Settings


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until a signal."""
    uvicorn.run(
        "async_app.app:create_app",
        factory=True,
        host=host,
        port=port,
        workers=settings.workers,
        loop="uvloop",
        http="httptools",
        log_level=settings.log_level,
        access_log=False,
        timeout_keep_alive=5,  # seconds
    )


if __name__ == "__main__":
    main("async_app", serve, check_async)
