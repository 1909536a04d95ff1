"""Pages for a person with a browser: categories, topics, tags, and the forms to like, vote and reply.

They work without scripts. Who somebody is is a cookie with a member's name, signed; it is a sandbox, and
says so.
"""

from __future__ import annotations

from bridge.sandbox import connecting
from bridge.sandbox.pages import deeds, views
from bridge.sandbox.pages.frame import render_refusal
from bridge.sandbox.pages.visit import session_user
from bridge.sandbox.routing import Route

ROUTES: list[Route] = [*views.ROUTES, *deeds.ROUTES, *connecting.ROUTES]

__all__ = ["ROUTES", "render_refusal", "session_user"]
