"""What tests of optional parts of a forum share: settings that have to be on, the bridge's own account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from .conftest import Person, Target


@contextmanager
def switched_on(target: Target, **wanted: Any) -> Iterator[None]:
    """Have settings as wanted: set on the embedded forum, asked for on a real one.

    Where a real forum has them otherwise the test is skipped, which says so.
    """
    if target.embedded is None:
        there = target.admin.does("GET", "/site/settings.json")
        lacking = [name for name, value in wanted.items() if there.get(name) != value]
        if lacking:
            pytest.skip(f"this forum does not have {', '.join(lacking)} as the test needs it")
        yield
        return
    site = target.embedded.site
    before = {name: getattr(site.limits, name) for name in wanted}
    site.change_limits(**wanted)
    try:
        yield
    finally:
        site.change_limits(**before)


def bridge_account(target: Target) -> Person:
    """The bridge's own account, acting by bare requests."""
    own = target.settings.own
    return Person(target.url, target.clock, own.username or "", own.key)
