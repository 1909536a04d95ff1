"""Polls of posts: kept from the text, voted in, closed, and shown as far as their author allowed.

Counts are seen always, after voting (by the post's author without voting), after closing, or by staff only.
The number of
voters is always seen. A vote changes no time of post or topic.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bridge.sandbox.cooking.cook import Cooked
from bridge.sandbox.cooking.polls import PollDefinition
from bridge.sandbox.refusals import CreateFailed, SandboxRefusal, unprocessable
from bridge.sandbox.rules import guardian
from bridge.sandbox.site import Row, Site, User, marks, read_stamp, stamp

TYPES = ("regular", "multiple", "number", "ranked_choice")
RESULTS = ("always", "on_vote", "on_close", "staff_only")
OPEN, CLOSED = 0, 1


def check(site: Site, user: User, raw: str, cooked: Cooked, post: Row | None) -> None:
    """Refuse polls that will not do, before a post is stored.

    Raises:
        SandboxRefusal: 422; for a new post in the shape that the poll plugin uses.
    """
    del raw
    problem = _problem(cooked.polls)
    if problem:
        raise CreateFailed([problem], action="poll") if post is None else unprocessable(problem)
    if post is None:
        least = site.limits.poll_minimum_trust_level_to_create
        if cooked.polls and not user.staff and user.trust_level < least:
            raise CreateFailed(["You are not allowed to create polls."])
        return
    minutes = site.limits.poll_edit_window_mins
    if post["created_at"] > site.ago(minutes=minutes):
        return
    wanted = {poll.name: poll for poll in cooked.polls}
    for row in site.all("SELECT * FROM polls WHERE post_id = ?", post["id"]):
        voted = site.value("SELECT 1 FROM poll_votes WHERE poll_id = ?", row["id"])
        new = wanted.get(row["name"])
        if voted and (new is None or _differs(site, row, new)):
            raise unprocessable(f"You cannot change a poll after the first {minutes} minutes.")


def _problem(polls: Sequence[PollDefinition]) -> str | None:
    names = [poll.name for poll in polls]
    for poll in polls:
        texts = [text for _, text in poll.options]
        which = "Poll" if poll.name == "poll" else f"Poll named <strong>{poll.name}</strong>"
        if not texts:
            return f"{which} must have at least 1 option."
        if len(set(texts)) != len(texts):
            return f"{which} must have different options."
        if names.count(poll.name) > 1 and poll.name == "poll":
            return (
                "There are multiple polls without a name. Use the '<code>name</code>' attribute"
                " to uniquely identify your polls."
            )
        if names.count(poll.name) > 1:
            return f"There are multiple polls with the same name: <strong>{poll.name}</strong>."
    return None


def _columns(poll: PollDefinition) -> dict[str, Any]:
    close = None
    if poll.close:
        try:
            close = stamp(read_stamp(poll.close))
        except ValueError:
            close = None
    return {
        "type": TYPES.index(poll.type),
        "results": RESULTS.index(poll.results),
        "visibility": int(poll.public),
        "min": poll.min,
        "max": poll.max,
        "step": poll.step,
        "chart_type": int(poll.chart_type == "pie"),
        "groups": poll.groups,
        "close_at": close,
        "title": poll.title,
    }


def _differs(site: Site, row: Row, poll: PollDefinition) -> bool:
    if any(row[name] != value for name, value in _columns(poll).items() if name != "title"):
        return True
    digests = set(site.column("SELECT digest FROM poll_options WHERE poll_id = ?", row["id"]))
    return digests != {digest for digest, _ in poll.options}


def store(site: Site, post_id: int, cooked: Cooked) -> None:
    """Make a post's polls those of its text: unchanged ones keep their votes, changed ones lose them."""
    now = site.stamp()
    wanted = {poll.name: poll for poll in cooked.polls}
    for row in site.all("SELECT * FROM polls WHERE post_id = ?", post_id):
        poll = wanted.get(row["name"])
        if poll is not None and not _differs(site, row, poll):
            site.update("polls", row["id"], title=poll.title)
            del wanted[row["name"]]
            continue
        site.run("DELETE FROM poll_votes WHERE poll_id = ?", row["id"])
        site.run("DELETE FROM poll_options WHERE poll_id = ?", row["id"])
        site.run("DELETE FROM polls WHERE id = ?", row["id"])
    for name, poll in wanted.items():
        poll_id = site.insert(
            "polls",
            post_id=post_id,
            name=name,
            status=CLOSED if poll.status == "closed" else OPEN,
            created_at=now,
            updated_at=now,
            **_columns(poll),
        )
        for digest, text in poll.options:
            site.insert(
                "poll_options", poll_id=poll_id, digest=digest, html=text, created_at=now, updated_at=now
            )


def find(site: Site, post_id: int, name: str) -> tuple[Row, Row, Row]:
    """A poll with its post and topic.

    Raises:
        SandboxRefusal: 422, there is no such post or no such poll in it.
    """
    post = site.one("SELECT * FROM posts WHERE id = ? AND deleted_at IS NULL", post_id)
    if post is None:
        raise unprocessable("Cannot act on a deleted post.")
    topic = site.one("SELECT * FROM topics WHERE id = ?", post["topic_id"])
    assert topic is not None
    poll = site.one("SELECT * FROM polls WHERE post_id = ? AND name = ?", post_id, name)
    if poll is None:
        raise unprocessable(f"No poll named <strong>{name}</strong> associated with this post.")
    return poll, post, topic


def is_closed(site: Site, poll: Row) -> bool:
    """Whether a poll was closed or its time has come."""
    return bool(
        poll["status"] == CLOSED or (poll["close_at"] is not None and poll["close_at"] <= site.stamp())
    )


def _may_vote(site: Site, user: User, poll: Row, topic: Row) -> None:
    if topic["archived"]:
        raise unprocessable("The topic must be open to vote.")
    if not guardian.can_post_in(site, user, topic):
        raise unprocessable("You can't vote because you can't post in this topic.")
    if is_closed(site, poll):
        raise unprocessable("Poll must be open to vote.")
    if poll["groups"]:
        names = poll["groups"].split(",")
        allowed = site.column(f"SELECT id FROM groups WHERE name IN ({marks(names)})", *names)
        if not user.group_ids.intersection(allowed):
            raise unprocessable(f"You need to be a member of {poll['groups']} to vote in this poll.")


def vote(site: Site, user: User, post_id: int, name: str, wanted: list[str] | dict[str, int]) -> Row:
    """Vote, or change a vote; returns the poll.

    ``wanted`` holds digests of options; for ranked choice it leads from digest to rank (0 abstains).

    Raises:
        SandboxRefusal: 422 with the reason.
    """
    poll, _, topic = find(site, post_id, name)
    _may_vote(site, user, poll, topic)
    options = {
        row["digest"]: row["id"]
        for row in site.all("SELECT digest, id FROM poll_options WHERE poll_id = ?", poll["id"])
    }
    ranks = wanted if isinstance(wanted, dict) else dict.fromkeys(wanted, 0)
    chosen = {options[digest]: rank for digest, rank in ranks.items() if digest in options}
    _check_count(poll, len(ranks), len(chosen))
    now = site.stamp()
    site.run(
        f"DELETE FROM poll_votes WHERE poll_id = ? AND user_id = ? AND poll_option_id NOT IN"
        f" ({marks(chosen) if chosen else '0'})",
        poll["id"],
        user.id,
        *chosen,
    )
    for option_id, rank in chosen.items():
        site.run(
            "INSERT INTO poll_votes (poll_id, poll_option_id, user_id, created_at, updated_at, rank)"
            " VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (poll_id, poll_option_id, user_id) DO UPDATE SET rank = excluded.rank",
            poll["id"],
            option_id,
            user.id,
            now,
            now,
            rank,
        )
    return poll


def _check_count(poll: Row, sent: int, valid: int) -> None:
    if TYPES[poll["type"]] == "ranked_choice":
        least = most = None
    elif TYPES[poll["type"]] == "multiple":
        least, most = poll["min"] or 1, poll["max"]
    else:
        least, most = 1, 1
    if most is not None and sent > most:
        plural = "vote is" if most == 1 else "votes are"
        raise unprocessable(f"Only {most} {plural} allowed for this poll.")
    if valid == 0:
        raise unprocessable("You must select at least 1 valid option.")
    if least is not None and valid < least:
        raise unprocessable(f"You must select at least {least} valid options.")


def unvote(site: Site, user: User, post_id: int, name: str) -> Row:
    """Take a vote back; returns the poll.

    Raises:
        SandboxRefusal: 422 with the reason.
    """
    poll, _, topic = find(site, post_id, name)
    _may_vote(site, user, poll, topic)
    site.run("DELETE FROM poll_votes WHERE poll_id = ? AND user_id = ?", poll["id"], user.id)
    return poll


def toggle(site: Site, user: User, post_id: int, name: str, status: str) -> Row:
    """Open or close a poll; for its author and staff. Returns the poll.

    Raises:
        SandboxRefusal: 422 with the reason.
    """
    poll, post, topic = find(site, post_id, name)
    if status not in ("open", "closed"):
        raise unprocessable("Status is invalid.")
    if topic["archived"]:
        raise unprocessable("The topic must be open to toggle status.")
    if not (user.staff or post["user_id"] == user.id):
        raise unprocessable("Only a staff member or the original poster can toggle a poll status.")
    site.update("polls", poll["id"], status=CLOSED if status == "closed" else OPEN, updated_at=site.stamp())
    return find(site, post_id, name)[0]


def sees_results(site: Site, viewer: User | None, poll: Row, author_id: int, voted: bool) -> bool:
    """Whether a reader sees the counts."""
    kind = RESULTS[poll["results"]]
    if kind == "always":
        return True
    if kind == "on_vote":
        return voted or is_closed(site, poll) or (viewer is not None and viewer.id == author_id)
    if kind == "on_close":
        return is_closed(site, poll)
    return viewer is not None and viewer.staff


def refused_voters() -> SandboxRefusal:
    """The answer to a question for the voters of a poll that does not show them."""
    return SandboxRefusal(
        400,
        {
            "errors": ["You supplied invalid parameters to the request: poll_name"],
            "error_type": "invalid_parameters",
        },
    )
