"""Uvicorn with uvloop and httptools."""

import uvicorn
from uvicorn.config import LOGGING_CONFIG

from shared.limits import BACKLOG
from shared.observability import logs
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
        http="async_app.servers.protocol:Protocol",  # httptools, with bounds
        ws="none",
        backlog=BACKLOG,
        log_level=settings.log_level,
        log_config=logs.config(settings) or LOGGING_CONFIG,
        access_log=False,
        server_header=False,
        timeout_keep_alive=5,  # seconds
    )
