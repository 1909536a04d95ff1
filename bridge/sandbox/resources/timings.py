"""``/topics/timings``: the only thing that counts as reading; opening a topic by a program does not."""

from __future__ import annotations

from bridge.sandbox import params
from bridge.sandbox.resources.topics import find_topic
from bridge.sandbox.routing import Call, Reply, Route, done
from bridge.sandbox.site import Row, Site, User


def record(call: Call) -> Reply:
    """Note how long somebody looked at posts of a topic: ``timings`` by post number, in milliseconds."""
    site, user = call.site, call.user()
    topic = find_topic(site, user, params.integer(call.params, "topic_id", 0) or 0)
    sent = call.params.get("timings")
    timings = sent if isinstance(sent, dict) else {}
    looked = {
        int(number): int(msecs)
        for number, msecs in timings.items()
        if str(number).isdigit() and str(msecs).isdigit()
    }
    read(site, user, topic, looked)
    return done()


def read(site: Site, user: User, topic: Row, looked: dict[int, int]) -> None:
    """Note that somebody read posts; a first look adds one reader, further ones only time."""
    now = site.stamp()
    for number, msecs in looked.items():
        known = site.run(
            "UPDATE post_timings SET msecs = msecs + ? WHERE topic_id = ? AND post_number = ? AND user_id"
            " = ?",
            msecs,
            topic["id"],
            number,
            user.id,
        )
        if known or not site.value(
            "SELECT 1 FROM posts WHERE topic_id = ? AND post_number = ?", topic["id"], number
        ):
            continue
        site.run("INSERT INTO post_timings VALUES (?, ?, ?, ?)", topic["id"], number, user.id, msecs)
        site.run(
            "UPDATE posts SET reads = reads + 1 WHERE topic_id = ? AND post_number = ?", topic["id"], number
        )
    if looked:
        site.run(
            "INSERT INTO topic_users (user_id, topic_id, last_read_post_number, first_visited_at,"
            " last_visited_at)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (topic_id, user_id) DO UPDATE SET last_visited_at ="
            " excluded.last_visited_at,"
            " last_read_post_number = max(coalesce(last_read_post_number, 0),"
            " excluded.last_read_post_number)",
            user.id,
            topic["id"],
            max(looked),
            now,
            now,
        )


ROUTES = [Route("POST", "/topics/timings", record, "topics/timings")]
