"""Tags: the form in which the forum stores a name, and the form in which its version wants to be told.

Up to 3.5 tags are arrays of strings, and objects crash it; since 2026 they are objects, and strings may be
dropped without a word (OBSERVED, section 3; CONTRACT, section 3). So the version decides, never a trial.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

OBJECTS_SINCE = 2026
"""First major version that takes tags as objects."""

_BLANKS = re.compile(r"\s+")
_FORBIDDEN = re.compile(r"""[/?#\[\]@!$&'()*+,;=.%\\`^|{}"<>]+""")
_HYPHENS = re.compile("-+")


def clean_tag(tag: str, *, length: int = 20) -> str:
    """The name that the forum stores: lower case, hyphens for blanks, no signs that addresses use, cut.

    Empty when nothing of it may stay.
    """
    text = _BLANKS.sub("-", tag.lower().strip())
    text = "".join(sign for sign in text if sign.isprintable())
    return _FORBIDDEN.sub("", _HYPHENS.sub("-", text))[:length]


def wants_objects(version: str) -> bool:
    """Whether a forum of this version takes tags as objects; an unreadable version counts as an old one."""
    major = re.match(r"\d+", version)
    return major is not None and int(major[0]) >= OBJECTS_SINCE


def as_strings(names: Sequence[str]) -> list[object]:
    """Tags for a forum up to 3.5."""
    return list(names)


def as_objects(names: Sequence[str], known: Mapping[str, int | str]) -> list[object]:
    """Tags for a forum of 2026: the id where the tag exists, the name always."""
    return [{"id": known[name], "name": name} if name in known else {"name": name} for name in names]
