"""Every kind of vote lies in the table that Discourse keeps it in, so one stored query reads them all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bridge.sandbox import Limits
from tests.sandbox.conftest import BODY, Forum, open_forum

SQL = """
SELECT 'like' AS kind, a.post_id AS item, a.user_id AS person, NULL AS how FROM post_actions a
  WHERE a.post_action_type_id = 2 AND a.deleted_at IS NULL
UNION ALL SELECT 'reaction', u.post_id, u.user_id, r.reaction_value FROM discourse_reactions_reaction_users u
  JOIN discourse_reactions_reactions r ON r.id = u.reaction_id
UNION ALL SELECT 'topic vote', v.topic_id, v.user_id, NULL FROM topic_voting_votes v
UNION ALL SELECT 'post vote', v.votable_id, v.user_id, v.direction FROM post_voting_votes v
  WHERE v.votable_type = 'Post'
UNION ALL SELECT 'sum', c.topic_id, c.votes_count, NULL FROM topic_voting_topic_vote_count c
ORDER BY 1, 2, 3
"""


@pytest.fixture
def forum() -> Iterator[Forum]:
    yield from open_forum(
        Limits.relaxed(discourse_reactions_enabled=True, topic_voting_enabled=True, post_voting_enabled=True)
    )


def test_one_query_reads_every_vote(forum: Forum) -> None:
    admin = forum.admin
    fields = {"custom_fields": {"enable_topic_voting": "true"}}
    assert admin.ask("PUT", f"/categories/{forum.category}.json", fields).ok
    question = forum.topic(create_as_post_voting="true")
    answer = forum.bot.make(topic_id=question["topic_id"], raw=f"An answer. {BODY}")
    ana, ben = forum.speaking_as("ana"), forum.speaking_as("ben")
    path = f"/discourse-reactions/posts/{question['id']}/custom-reactions/clap/toggle.json"
    assert ana.ask("PUT", path).ok
    assert ben.ask("POST", "/post_actions.json", {"id": question["id"], "post_action_type_id": 2}).ok
    assert ben.ask("POST", "/voting/vote.json", {"topic_id": question["topic_id"]}).ok
    assert ana.ask("POST", "/post_voting/vote.json", {"post_id": answer["id"], "direction": "down"}).ok
    made = admin.ask("POST", "/admin/plugins/explorer/queries.json", {"query": {"name": "Votes", "sql": SQL}})
    number = made.json()["query"]["id"]
    answered = admin.ask("POST", f"/admin/plugins/explorer/queries/{number}/run.json", {})
    assert answered.status_code == 200, answered.text
    people = {name: forum.sandbox.member(name).id for name in ("ana", "ben")}
    post, topic = question["id"], question["topic_id"]
    assert answered.json()["rows"] == [
        ["like", post, people["ana"], None],
        ["like", post, people["ben"], None],
        ["post vote", answer["id"], people["ana"], "down"],
        ["reaction", post, people["ana"], "clap"],
        ["sum", topic, 1, None],
        ["topic vote", topic, people["ben"], None],
    ]
