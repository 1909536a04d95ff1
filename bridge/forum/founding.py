"""A new category: made with the bridge's marker, and told what it is for.

Releases up to 3.5 take no description when a category is made. There it stands in the topic about the
category, which is written by a request of its own.
"""

from __future__ import annotations

import logging
from contextlib import suppress

from bridge.domain.errors import EditConflict, Permanent, Temporary, Unknown
from bridge.domain.observation import NewCategory, ObservedCategory
from bridge.forum.api import categories, posts, topics
from bridge.forum.convert import MARKER_FIELD, observed_category
from bridge.forum.retry import Client
from bridge.forum.wire.categories import CategoryPart

_LOG = logging.getLogger(__name__)


def found_category(admin: Client, new: NewCategory) -> ObservedCategory:
    """Make a category; needs an admin's key.

    Raises:
        Rejected: the name or slug is taken.
        Unknown: also when it stands and has no description yet, which `describe` can still give it.
    """
    made = categories.create(
        admin,
        {
            "name": new.name,
            "slug": new.slug,
            "color": new.color,
            "text_color": "FFFFFF",
            "description": new.description,
            "permissions": categories.as_levels(new.permissions),
            "custom_fields": {MARKER_FIELD: new.marker},
            **({"topic_template": new.template} if new.template else {}),
        },
    )
    if not made.description:
        try:
            _describe(admin, made, new.description)
        except Temporary as trouble:
            raise Unknown("The new category has no description yet.", hint=trouble.hint) from None
    return observed_category(made)


def describe(admin: Client, category_id: int, description: str) -> None:
    """Write the description of a category where the forum's own words stand, and nobody has changed them.

    The category stands without it: a forum that refuses for good is only reported.

    Raises:
        Temporary, Unknown: what may pass; the same call may then be made again.
    """
    found = categories.show(admin, category_id)
    if found is not None:
        _describe(admin, found, description)


def _describe(admin: Client, category: CategoryPart, description: str) -> None:
    if not description or category.about_topic is None:
        return
    try:
        page = topics.show(admin, category.about_topic)
        opening = page.post_stream.posts[0] if page is not None and page.post_stream.posts else None
        if opening is None or opening.raw is None or opening.version > 1 or opening.raw == description:
            return
        with suppress(EditConflict):
            posts.edit(admin, opening.id, description, opening.raw)
    except Permanent as problem:
        _LOG.warning("The new category has no description yet: %s", problem.what)
