"""Log lines: for people, or one JSON object per line with request, actor and duration. No personal data.

What a request was about is told by its route, never by its path or query (a path may hold a one-time link, a query a
name). An exception is told by its type and its frames, never by its message (a message may quote a row).
"""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")
FACTS = ("method", "route", "status", "duration_ms", "actor", "agency", "via")
_QUOTES_PATHS = ("django.request", "django.security")


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC)
            .isoformat(timespec="milliseconds")
            .replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            "process": record.process,
        }
        if known := request_id.get():
            line["request"] = known
        line |= {name: getattr(record, name) for name in FACTS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            line["error"] = record.exc_info[0].__name__
            line["frames"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    if record.name.startswith(_QUOTES_PATHS) and record.args:
        first = record.args[0] if isinstance(record.args, tuple) else record.msg
        return str(first)
    return record.getMessage()


def logging_for(kind: str) -> dict[str, object]:
    """LOGGING of the settings; `kind` is text or json. Requests are logged only as json."""
    requests = "INFO" if kind == "json" else "WARNING"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
            "json": {"()": "tongjian.config.logs.JsonLines"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": kind}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"tongjian.request": {"level": requests}},
    }
