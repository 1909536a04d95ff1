"""External ids of topics: names that programs give to find their topics again."""

from __future__ import annotations

import re

from bridge.sandbox.site import Site

_PATTERN = re.compile(r"[\w-]+", re.ASCII)


def external_errors(site: Site, external_id: str | None) -> list[str]:
    """What is wrong with an external id; uniqueness holds in any case and against deleted topics too."""
    if not external_id:
        return []
    errors = []
    if site.value("SELECT 1 FROM topics WHERE lower(external_id) = lower(?)", external_id):
        errors.append("External has already been taken")
    if len(external_id) > 50:
        errors.append("External is too long (maximum is 50 characters)")
    if not _PATTERN.fullmatch(external_id):
        errors.append("External is invalid")
    return errors
