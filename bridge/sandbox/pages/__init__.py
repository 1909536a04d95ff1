"""Pages for a person with a browser."""

from bridge.sandbox.routing import Reply, Route

ROUTES: list[Route] = []


def session_user(call):
    return None


def render_refusal(refused, call):
    return Reply(str(refused), refused.status, "text/html")
