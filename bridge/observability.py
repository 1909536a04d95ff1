"""Logs: one line an event on stderr, never a key, an address or a person's words.

The bridge logs through the standard library, under the logger `bridge`; structlog masks and renders.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
from collections.abc import MutableMapping
from typing import Any

LOGGER = "bridge"

ALLOWED = frozenset(
    {
        "timestamp",
        "level",
        "logger",
        "run",
        "event",
        "exception",
        "status",
        "method",
        "route",
        "requests",
        "seconds",
    }
)
"""Names under which something may be logged. A list of what must not be would always miss the next thing."""

_RECEIPT = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}\b", re.IGNORECASE)
_NETWORK = re.compile(
    r"\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b|(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}[0-9a-f:]{1,4}\b", re.IGNORECASE
)
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
        _mark,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                mask,
                structlog.processors.LogfmtRenderer(
                    key_order=["timestamp", "level", "logger", "run", "event"]
                ),
            ],
        )
    )
    logger = logging.getLogger(LOGGER)
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(logging.DEBUG if debug else logging.WARNING)


RUN = secrets.token_hex(4)
"""Tells the lines of this process from those of others that log into the same place."""


def _mark(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event["run"] = RUN
    return event


def mask(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop what is not allowed, and blank whatever looks like an address, a key or a receipt.

    Of an exception its type is told. Its words may quote what somebody sent.
    """
    raised = event.pop("exc_info", None)
    if raised:
        kind = raised[0] if isinstance(raised, tuple) else type(raised)
        event["exception"] = getattr(kind, "__name__", "unknown")
    for name in [name for name in event if name not in ALLOWED]:
        del event[name]
    for name, value in event.items():
        if isinstance(value, str) and name != "timestamp":
            for pattern in (_ADDRESS, _NETWORK, _RECEIPT, _LONG_HEX):
                value = pattern.sub("***", value)
            event[name] = value
    return event
