"""Polls as answers show them, and the outcome of ranked choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from bridge.sandbox.polling import RESULTS, TYPES, is_closed, sees_results
from bridge.sandbox.serialise import basic_user
from bridge.sandbox.site import Row, Site, User, marks


def add_polls(site: Site, viewer: User | None, posts: Sequence[Row], shown: list[dict[str, Any]]) -> None:
    """Add ``polls`` and the reader's own ``polls_votes`` to posts."""
    ids = [post["id"] for post in posts]
    polls = site.all(f"SELECT * FROM polls WHERE post_id IN ({marks(ids)}) ORDER BY id", *ids)
    if not polls:
        return
    by_post = {post["id"]: (post, json) for post, json in zip(posts, shown, strict=True)}
    own = own_votes(site, viewer, [poll["id"] for poll in polls])
    for poll in polls:
        post, json = by_post[poll["post_id"]]
        votes = own.get(poll["id"], [])
        json.setdefault("polls", []).append(poll_json(site, viewer, poll, post["user_id"], voted=bool(votes)))
        if votes:
            json.setdefault("polls_votes", {})[poll["name"]] = votes


def own_votes(site: Site, viewer: User | None, poll_ids: list[int]) -> dict[int, list[Any]]:
    """What the reader voted: digests, or digests with ranks, by poll id."""
    if viewer is None:
        return {}
    found: dict[int, list[Any]] = {}
    for row in site.all(
        "SELECT v.poll_id, o.digest, v.rank, p.type FROM poll_votes v JOIN poll_options o ON o.id ="
        " v.poll_option_id"
        f" JOIN polls p ON p.id = v.poll_id WHERE v.user_id = ? AND v.poll_id IN ({marks(poll_ids)})"
        " ORDER BY o.id",
        viewer.id,
        *poll_ids,
    ):
        ranked = TYPES[row["type"]] == "ranked_choice"
        vote = {"digest": row["digest"], "rank": row["rank"]} if ranked else row["digest"]
        found.setdefault(row["poll_id"], []).append(vote)
    return found


def poll_json(site: Site, viewer: User | None, poll: Row, author_id: int, *, voted: bool) -> dict[str, Any]:
    """A poll as a reader sees it."""
    sees = sees_results(site, viewer, poll, author_id, voted)
    kind = TYPES[poll["type"]]
    votes = site.all(
        "SELECT poll_option_id, user_id, rank FROM poll_votes WHERE poll_id = ? ORDER BY created_at, user_id",
        poll["id"],
    )
    counts = Counter(row["poll_option_id"] for row in votes)
    if kind == "ranked_choice":
        counts = Counter(row["poll_option_id"] for row in votes if row["rank"])
    shown: dict[str, Any] = {"id": poll["id"], "name": poll["name"], "type": kind}
    shown["status"] = "closed" if is_closed(site, poll) else "open"
    if poll["visibility"]:
        shown["public"] = True
    shown["results"] = RESULTS[poll["results"]]
    if kind in ("multiple", "number"):
        shown |= {name: poll[name] for name in ("min", "max") if poll[name] is not None}
    if kind == "number":
        shown["step"] = poll["step"]
    rows = site.all("SELECT * FROM poll_options WHERE poll_id = ? ORDER BY id", poll["id"])
    options = []
    for row in rows:
        option: dict[str, Any] = {"id": row["digest"], "html": row["html"]}
        if sees:
            option["votes"] = counts[row["id"]]
            if kind == "ranked_choice" and votes:
                option["rank"] = [vote["rank"] for vote in votes if vote["poll_option_id"] == row["id"]]
        options.append(option)
    shown["options"] = options
    shown["voters"] = len({row["user_id"] for row in votes})
    if poll["close_at"]:
        shown["close"] = poll["close_at"]
    if poll["visibility"]:
        shown["preloaded_voters"] = voters_json(site, poll, limit=25) if sees and votes else None
    shown["chart_type"] = "pie" if poll["chart_type"] else "bar"
    if poll["groups"]:
        shown["groups"] = poll["groups"]
    shown["title"] = poll["title"]
    if kind == "ranked_choice":
        shown["ranked_choice_outcome"] = outcome(rows, votes) if sees and votes else None
    return shown


def voters_json(site: Site, poll: Row, *, option: str | None = None, limit: int = 25, page: int = 1) -> Any:
    """Who voted for what, by digest; for polls of numbers without a chosen option, a plain list."""
    ranked = TYPES[poll["type"]] == "ranked_choice"
    found: dict[str, list[Any]] = {}
    for row in site.all("SELECT * FROM poll_options WHERE poll_id = ? ORDER BY digest", poll["id"]):
        if option is not None and row["digest"] != option:
            continue
        people = []
        for vote in site.all(
            "SELECT user_id, rank FROM poll_votes WHERE poll_option_id = ? ORDER BY rank, user_id LIMIT ?"
            " OFFSET ?",
            row["id"],
            limit,
            (page - 1) * limit,
        ):
            person: dict[str, Any] = {**basic_user(site.user(vote["user_id"])), "title": None}
            rank = str(vote["rank"]) if vote["rank"] else "Abstain"
            people.append({"rank": rank, "user": person} if ranked else person)
        if people:
            found[row["digest"]] = people
    if TYPES[poll["type"]] == "number" and option is None:
        return [person for people in found.values() for person in people]
    return found


def outcome(options: Sequence[Row], votes: Sequence[Row]) -> dict[str, Any]:
    """Instant run-off: the weakest drop out until one has more than half, or all that are left tie."""
    ballots: dict[int, list[tuple[int, int]]] = {}
    for row in votes:
        if row["rank"]:
            ballots.setdefault(row["user_id"], []).append((row["rank"], row["poll_option_id"]))
    names = {row["id"]: {"digest": row["digest"], "html": row["html"]} for row in options}
    left = {option_id for ballot in ballots.values() for _, option_id in ballot}
    activity: list[dict[str, Any]] = []
    while left:
        firsts = [
            min(pair for pair in ballot if pair[1] in left)[1]
            for ballot in ballots.values()
            if any(o in left for _, o in ballot)
        ]
        counts = Counter(firsts)
        leader, most = counts.most_common(1)[0]
        number = len(activity) + 1
        if most * 2 > len(firsts):
            activity.append({"round": number, "majority": names[leader], "eliminated": None})
            return _outcome(activity, winner=names[leader], tied=None)
        fewest = min(counts.get(option_id, 0) for option_id in left)
        losers = sorted(option_id for option_id in left if counts.get(option_id, 0) == fewest)
        if len(losers) == len(left):
            activity.append({"round": number, "majority": None, "eliminated": None})
            return _outcome(activity, winner=None, tied=[names[option_id] for option_id in losers])
        activity.append(
            {"round": number, "majority": None, "eliminated": [names[option_id] for option_id in losers]}
        )
        left -= set(losers)
    return _outcome(activity, winner=None, tied=None)


def _outcome(activity: list[dict[str, Any]], *, winner: Any, tied: list[Any] | None) -> dict[str, Any]:
    return {
        "tied": tied is not None,
        "tied_candidates": tied,
        "winner": winner is not None,
        "winning_candidate": winner,
        "round_activity": activity,
    }
