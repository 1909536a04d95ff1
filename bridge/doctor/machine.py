"""The machine: versions, packages, zone data, room on the disk."""

from __future__ import annotations

import importlib.util
import platform
import shutil
import sqlite3
import zoneinfo
from collections.abc import Iterator
from datetime import datetime

from bridge import __version__
from bridge.domain.campaign import Campaign
from bridge.domain.checkup import Checked, broken, doubtful, fine
from bridge.settings import Settings
from bridge.sql.engine import file_of
from bridge.wiring import open_engine

AREA = "machine"

_SCARCE = 100_000_000
_LITTLE = 1_000_000_000


def versions() -> Iterator[Checked]:
    """The bridge, Python, SQLite."""
    told = f"ideabridge {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    yield fine(AREA, "versions", told)


def packages(settings: Settings) -> Iterator[Checked]:
    """What is only needed with some settings: the driver of PostgreSQL, the language model."""
    if file_of(settings.database_url) is None:
        if importlib.util.find_spec("psycopg") is None:
            fix = "Install the bridge with it: pip install 'ideabridge[postgres]'."
            yield broken(AREA, "driver", "PostgreSQL needs psycopg, which is not installed", fix)
        else:
            yield fine(AREA, "driver", "psycopg is installed")
    yield fine(AREA, "masking", open_engine(settings).name)


def zone(campaign: Campaign, now: datetime) -> Iterator[Checked]:
    """Whether the campaign's clock is known here, and what it shows."""
    try:
        local = now.astimezone(zoneinfo.ZoneInfo(campaign.timezone))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        fix = "Install the package tzdata, or correct `timezone:` in the campaign file."
        yield broken(AREA, "zone data", f"the zone {campaign.timezone} is not known here", fix)
        return
    yield fine(AREA, "zone data", f"{campaign.timezone}: it is {local:%Y-%m-%d %H:%M %Z}")


def disk(settings: Settings) -> Iterator[Checked]:
    """Room where a SQLite database lies, else where the key ring lies."""
    folder = (file_of(settings.database_url) or settings.key_path()).parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    told = f"{free / 1e9:.1f} GB free at {folder.resolve()}"
    if free < _SCARCE:
        yield broken(AREA, "disk", told, "Make room: with a full disk nothing can be stored.")
    elif free < _LITTLE:
        yield doubtful(AREA, "disk", told, "Make room before it is full.")
    else:
        yield fine(AREA, "disk", told)
