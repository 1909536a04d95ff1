"""One module per resource of the forum; each lists its routes and may hook into posts.

To add a resource, write a module with ``ROUTES`` (and ``install`` if it adds to posts) and name it here.
"""

from __future__ import annotations

from bridge.sandbox.resources import (
    categories,
    explorer,
    groups,
    keys,
    lists,
    messages,
    polls,
    post_actions,
    post_voting,
    posts,
    reactions,
    review,
    revisions,
    session,
    settings,
    site_info,
    status,
    tag_groups,
    tags,
    timings,
    topics,
    uploads,
    user_actions,
    users,
    voting,
    web_hooks,
)
from bridge.sandbox.routing import Route
from bridge.sandbox.site import Site

_MODULES = (
    posts,
    review,
    revisions,
    topics,
    status,
    messages,
    lists,
    categories,
    tags,
    tag_groups,
    post_actions,
    reactions,
    post_voting,
    voting,
    polls,
    timings,
    users,
    user_actions,
    session,
    groups,
    keys,
    site_info,
    settings,
    explorer,
    uploads,
    web_hooks,
)

ROUTES: list[Route] = [route for module in _MODULES for route in module.ROUTES]


def install(site: Site) -> None:
    """Let the resources hook into a forum."""
    for module in (polls, reactions, post_voting, voting, review, messages, web_hooks):
        module.install(site)
