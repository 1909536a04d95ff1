"""In what language a request is answered: set before anything looks at it, refusals included."""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from bridge.domain.language import speaking


class Speaking:
    """Wraps the whole application; `language_at` gives the language for a path.

    A page that learns its campaign from what was sent with the request speaks that one's from there on.
    """

    def __init__(self, app: ASGIApp, language_at: Callable[[str], str]) -> None:
        self._app = app
        self._language_at = language_at

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with speaking(self._language_at(scope["path"])):
            await self._app(scope, receive, send)
