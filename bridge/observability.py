"""Logs: one line an event on stderr, never a key, an address or a person's words.

The bridge logs through the standard library, under the logger `bridge`; structlog masks and renders.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

LOGGER = "bridge"

_SECRET_NAMES = re.compile(r"key|token|secret|password|cookie|raw|text|email|author|username", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_LONG_HEX = re.compile(r"\b[0-9a-f]{32,}\b", re.IGNORECASE)


def configure(*, debug: bool = False) -> None:
    """Send events to stderr: warnings and worse, or everything with `debug`. Calling it again replaces it."""
    # Loaded here because it takes a sixth of a second, and `--help` logs nothing.
    import structlog

    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                mask,
                structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "logger", "event"]),
            ],
        )
    )
    logger = logging.getLogger(LOGGER)
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(logging.DEBUG if debug else logging.WARNING)


def mask(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank values under telling names, and whatever looks like an address or a key."""
    for name, value in event.items():
        if _SECRET_NAMES.search(name):
            event[name] = "***"
        elif isinstance(value, str):
            event[name] = _LONG_HEX.sub("***", _ADDRESS.sub("***", value))
    return event
