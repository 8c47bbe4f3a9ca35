"""Log lines, one an event, as text or as JSON; with the request's id where a request runs.

What a client sent may be in a message or in an exception. Nothing of it can begin a line of its
own, nor move a terminal's cursor.
"""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from shared import wire
from shared.observability.request import CURRENT, ObservedRequest
from shared.settings import Settings

ACCESS = logging.getLogger("access")
"""One line a request, if asked for: whatever LOG_LEVEL is."""
OF_SERVERS = ("gunicorn.error", "gunicorn.access", "uvicorn", "uvicorn.error", "_granian")
"""Loggers that servers give handlers of their own."""


def config(settings: Settings) -> dict[str, Any] | None:
    """Return what `logging.config.dictConfig` takes; every server can be told it. Or None: off."""
    if not settings.observed:
        return None
    lines = JsonLines if settings.log_format == "json" else TextLines
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": lines}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "lines",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"handlers": ["stderr"], "level": settings.log_level.upper()},
        "loggers": {
            **{name: {"handlers": [], "propagate": True} for name in OF_SERVERS},
            ACCESS.name: {"level": "INFO"},
        },
    }


def request_ended(request: ObservedRequest, status: int) -> None:
    """Write the line of a request that was answered."""
    fields = {
        "method": request.method,
        "route": request.route,
        "status": status,
        "duration_ms": round(request.duration_s * 1e3, 3),
    }
    ACCESS.info("request", extra={"fields": fields})


class Lines(logging.Formatter):
    """Collects what a line tells."""

    def fields(self, record: logging.LogRecord) -> dict[str, Any]:
        """Return it by name: when, how bad, who says what, of which request; `fields` of its own.

        `error`, if any, is a traceback.
        """
        fields: dict[str, Any] = {
            "time": wire.timestamp(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := CURRENT.get():
            fields["request_id"] = request.id
            if request.trace_id:
                fields["trace_id"] = request.trace_id
        fields.update(getattr(record, "fields", {}))
        if record.exc_info:
            fields["error"] = self.formatException(record.exc_info)
        return fields


class JsonLines(Lines):
    """A JSON object a line, in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return json.dumps(self.fields(record), default=str)


class TextLines(Lines):
    """Time, level, logger, message, then ``name=value``; a traceback beneath, indented."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the lines beneath it."""
        fields = self.fields(record)
        error = str(fields.pop("error", ""))
        said = [str(fields.pop(name)) for name in ("time", "level", "logger", "message")]
        pairs = [f"{name}={value}" for name, value in fields.items()]
        line = printable(" ".join(said + pairs))
        return "\n".join([line, *(f"  {printable(beneath)}" for beneath in error.splitlines())])


def printable(text: str) -> str:
    """Return `text` with whatever cannot be printed as an escape, line breaks above all."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )
