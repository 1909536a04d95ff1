"""Forum tags as the forum stores them: lower case, no spaces, no signs, at most twenty characters."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bridge.render.inert import clean

TAG_LENGTH = 20
TAGS_PER_TOPIC = 5

# The signs that the forum takes out of tag names (OBSERVED, section 3, clean-up of tag names).
_REFUSED = re.compile(r"[/?#\[\]@!$&'()*+,;=.:%\\`^|{}\"<>~]+")


def clean_tag(text: str) -> str:
    """The tag that a text becomes; empty when nothing usable is left."""
    joined = re.sub(r"[\s_]+", "-", _REFUSED.sub("", clean(text).strip().lower()))
    return re.sub(r"-{2,}", "-", joined)[:TAG_LENGTH].strip("-")


def tag_set(wanted: Iterable[str | None]) -> tuple[str, ...]:
    """The first five usable tags of `wanted`, most important first in, sorted out."""
    kept: list[str] = []
    for text in wanted:
        tag = clean_tag(text or "")
        if tag and tag not in kept and len(kept) < TAGS_PER_TOPIC:
            kept.append(tag)
    return tuple(sorted(kept))
