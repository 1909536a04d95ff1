"""``/polls``: vote, take a vote back, open and close, who voted where the poll shows it."""

from __future__ import annotations

from typing import Any

from bridge.sandbox import params, poll_view, polling
from bridge.sandbox.refusals import crash, missing, unprocessable
from bridge.sandbox.routing import Call, Reply, Route
from bridge.sandbox.rules import guardian
from bridge.sandbox.site import Row, Site


def install(site: Site) -> None:
    """Hook polls into posts."""
    site.hooks.check_post.append(polling.check)
    site.hooks.store_post.append(polling.store)
    site.hooks.post_json.append(poll_view.add_polls)


def _target(call: Call) -> tuple[int, str]:
    post_id = params.integer(call.params, "post_id")
    if post_id is None:
        raise missing("post_id")
    name = params.text(call.params, "poll_name")
    if not name:
        raise missing("poll_name")
    return post_id, name


def _shown(call: Call, poll: Row) -> dict[str, Any]:
    author = call.site.value("SELECT user_id FROM posts WHERE id = ?", poll["post_id"])
    voted = bool(poll_view.own_votes(call.site, call.actor, [poll["id"]]))
    return poll_view.poll_json(call.site, call.actor, poll, author, voted=voted)


def _wanted(sent: Any) -> tuple[list[str] | dict[str, int], Any]:
    """The options of a request: a list of digests, or numbered objects with digest and rank."""
    if isinstance(sent, dict):
        entries = [entry for entry in sent.values() if isinstance(entry, dict)]
        try:
            return {str(entry["digest"]): int(entry.get("rank") or 0) for entry in entries}, entries
        except (KeyError, ValueError) as error:
            raise crash() from error
    if not isinstance(sent, list):
        raise unprocessable("You must select at least 1 valid option.")
    digests = [str(part) for part in sent]
    return digests, digests


def vote(call: Call) -> Reply:
    """Vote, or change a vote."""
    user = call.user()
    post_id, name = _target(call)
    wanted, echoed = _wanted(call.params.get("options"))
    poll = polling.vote(call.site, user, post_id, name, wanted)
    return Reply({"poll": _shown(call, poll), "vote": echoed})


def remove_vote(call: Call) -> Reply:
    """Take a vote back."""
    post_id, name = _target(call)
    poll = polling.unvote(call.site, call.user(), post_id, name)
    return Reply({"poll": _shown(call, poll)})


def toggle_status(call: Call) -> Reply:
    """Open or close a poll."""
    post_id, name = _target(call)
    status = params.text(call.params, "status")
    if status is None:
        raise missing("status")
    poll = polling.toggle(call.site, call.user(), post_id, name, status)
    return Reply({"poll": _shown(call, poll)})


def voters(call: Call) -> Reply:
    """Who voted; only for public polls whose results the reader sees."""
    post_id, name = _target(call)
    site = call.site
    poll = site.one("SELECT * FROM polls WHERE post_id = ? AND name = ?", post_id, name)
    post = site.one("SELECT * FROM posts WHERE id = ? AND deleted_at IS NULL", post_id)
    if poll is None or post is None or not poll["visibility"]:
        raise polling.refused_voters()
    topic = site.one("SELECT * FROM topics WHERE id = ?", post["topic_id"])
    assert topic is not None
    voted = bool(poll_view.own_votes(site, call.actor, [poll["id"]]))
    if not guardian.can_see_topic(site, call.actor, topic) or not polling.sees_results(
        site, call.actor, poll, post["user_id"], voted
    ):
        raise polling.refused_voters()
    limit = min(50, max(1, params.integer(call.params, "limit", 25) or 25))
    page = max(1, params.integer(call.params, "page", 1) or 1)
    option = params.text(call.params, "option_id")
    return Reply({"voters": poll_view.voters_json(site, poll, option=option, limit=limit, page=page)})


ROUTES = [
    Route("PUT", "/polls/vote", vote, "discourse_poll/polls/vote"),
    Route("DELETE", "/polls/vote", remove_vote, "discourse_poll/polls/remove_vote"),
    Route("PUT", "/polls/toggle_status", toggle_status, "discourse_poll/polls/toggle_status"),
    Route("GET", "/polls/voters", voters, "discourse_poll/polls/voters"),
]
