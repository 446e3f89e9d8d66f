"""Logs on standard error: readable lines on a laptop, one JSON object a line in production.

Nothing personal stands in either: every text of a record is masked last, tracebacks included, whoever logged it.
"""

from collections.abc import MutableMapping
from typing import Any

import environ
import structlog

from ioc_site.security.masking import masked

Event = MutableMapping[str, Any]
_OURS = ("timestamp", "level", "logger")  # what the processors below write themselves


def mask_event(_logger: Any, _method: str, event: Event) -> Event:
    """A structlog processor: numbers stay, everything else becomes text that has been masked."""
    for key, value in event.items():
        if key not in _OURS and not isinstance(value, int | float | None):
            event[key] = masked(str(value))
    return event


_BEFORE: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=False),
]
_AFTER: list[Any] = [
    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    structlog.processors.format_exc_info,
    mask_event,
]

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_BEFORE,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)


def logging_config(*, as_json: bool, level: str) -> dict[str, Any]:
    """The ``LOGGING`` setting; ``level`` is what our own rooms and the libraries write at least."""
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _BEFORE,
                "processors": [*_AFTER, renderer],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["console"], "level": level},
        # Django's own handlers go: one of them would send whole requests, bodies included, by e-mail.
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # The broker on disk has no host name, and kombu says so at each connection.
            "kombu.connection": {"level": "ERROR"},
            "django.server": {"handlers": [], "level": level, "propagate": True},
        },
    }


LOGGING = logging_config(as_json=False, level=environ.Env().str("LOG_LEVEL", default="WARNING"))
