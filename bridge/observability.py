"""Logs: one line an event on stderr, never a key, an address or a person's words."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET_NAMES = re.compile(r"key|token|secret|password|cookie|raw|text|email|author|username", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_LONG_HEX = re.compile(r"\b[0-9a-f]{32,}\b", re.IGNORECASE)


def configure(*, debug: bool = False) -> None:
    """Send events to stderr: warnings and worse, or everything with `debug`."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            mask,
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if debug else logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def mask(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank values under telling names, and whatever looks like an address or a key."""
    for name, value in event.items():
        if _SECRET_NAMES.search(name):
            event[name] = "***"
        elif isinstance(value, str):
            event[name] = _LONG_HEX.sub("***", _ADDRESS.sub("***", value))
    return event
