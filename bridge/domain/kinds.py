"""What Documents are called where people read of them: a question, an idea, a digest."""

from __future__ import annotations

from collections.abc import Mapping

from bridge.domain.identity import Kind
from bridge.domain.language import gettext, gettext_noop

KINDS: Mapping[Kind, str] = {
    Kind.CATEGORY: gettext_noop("category"),
    Kind.START: gettext_noop("start topic"),
    Kind.QUESTION: gettext_noop("question"),
    Kind.STORY: gettext_noop("story"),
    Kind.IDEA: gettext_noop("idea"),
    Kind.NOTICE: gettext_noop("notice"),
    Kind.DIGEST: gettext_noop("digest"),
    Kind.GUIDE: gettext_noop("guide"),
}
"""Kind -> word, to be translated. Those of staff's own topics are missing: no plan of a campaign has them."""


def called(kind: Kind) -> str:
    """The kind as people read it, in the language that is spoken."""
    return gettext(KINDS[kind]) if kind in KINDS else str(kind)
