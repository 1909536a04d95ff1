"""What a person may do from a page: log in and out, like, vote, reply.

The rules are those of the programs' interface.
"""

from __future__ import annotations

from bridge.sandbox import connecting, liking, params, polling
from bridge.sandbox.pages.frame import back, onward
from bridge.sandbox.pages.visit import COOKIE, own_form, sign
from bridge.sandbox.posting import Draft, create_post
from bridge.sandbox.refusals import missing, unprocessable
from bridge.sandbox.resources.posts import find_post
from bridge.sandbox.resources.timings import read
from bridge.sandbox.routing import Call, Reply, Route


def log_in(call: Call) -> Reply:
    """Become a member."""
    own_form(call)
    name = params.text(call.params, "username") or ""
    user = call.site.user_named(name)
    if user is None or user.id < 0:
        raise unprocessable(f"There is no member named {name}. Choose one from the list.")
    wished = params.text(call.params, "return") or "/"
    # Somebody whom another site sent here goes back there, with all that it asked.
    reply = onward(wished) if wished.startswith(f"{connecting.PATH}?") else back(wished, "welcome")
    reply.cookies[COOKIE] = sign(call.site, user.id)
    return reply


def log_out(call: Call) -> Reply:
    """Be nobody again."""
    own_form(call)
    reply = back("/", "bye")
    reply.cookies[COOKIE] = None
    return reply


def _post_id(call: Call) -> int:
    post_id = params.integer(call.params, "post_id")
    if post_id is None:
        raise missing("post_id")
    return post_id


def _place(call: Call, post_id: int) -> tuple[str, str]:
    row = call.site.one(
        "SELECT t.slug, t.id, p.post_number FROM posts p JOIN topics t ON t.id = p.topic_id WHERE p.id = ?",
        post_id,
    )
    assert row is not None
    return f"/t/{row['slug']}/{row['id']}", f"post-{row['post_number']}"


def like(call: Call) -> Reply:
    """Like a post, or take the like back."""
    own_form(call)
    user, post_id = call.user(), _post_id(call)
    post, topic = find_post(call.site, user, post_id)
    undo = params.flag(call.params, "undo")
    (liking.unlike if undo else liking.like)(call.site, user, post, topic)
    read(call.site, user, topic, {post["post_number"]: 3000})
    return back(*_with_notice(call, post_id, "unliked" if undo else "liked"))


def _with_notice(call: Call, post_id: int, notice: str) -> tuple[str, str, str]:
    path, fragment = _place(call, post_id)
    return path, notice, fragment


def vote(call: Call) -> Reply:
    """Vote in a poll, or take the vote back."""
    own_form(call)
    user, post_id = call.user(), _post_id(call)
    name = params.text(call.params, "poll_name") or "poll"
    _, topic = find_post(call.site, user, post_id)
    if params.flag(call.params, "undo"):
        polling.unvote(call.site, user, post_id, name)
        return back(*_with_notice(call, post_id, "unvoted"))
    polling.vote(call.site, user, post_id, name, params.strings(call.params.get("options")))
    read(call.site, user, topic, {1: 3000})
    return back(*_with_notice(call, post_id, "voted"))


def reply(call: Call) -> Reply:
    """Add a reply to a topic."""
    own_form(call)
    user = call.user()
    topic_id = params.integer(call.params, "topic_id")
    if topic_id is None:
        raise missing("topic_id")
    raw = (params.text(call.params, "raw") or "").replace("\r\n", "\n")
    post_id = create_post(call.site, user, Draft(raw=raw, topic_id=topic_id))
    return back(*_with_notice(call, post_id, "replied"))


ROUTES = [
    Route("POST", "/login", log_in, "pages/log_in"),
    Route("POST", "/logout", log_out, "pages/log_out"),
    Route("POST", "/sandbox/like", like, "pages/like"),
    Route("POST", "/sandbox/vote", vote, "pages/vote"),
    Route("POST", "/sandbox/reply", reply, "pages/reply"),
]
