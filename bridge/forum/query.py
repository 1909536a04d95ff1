"""The one Data Explorer query that the bridge installs, owns and pulls with.

It is SQL that PostgreSQL and SQLite both run, gives a category and its sub-categories as one tagged union,
and pages by key, so that any size comes in requests of 10,000 rows. A semicolon anywhere would be refused,
comments included. Names of columns avoid `..._id`, which would make the forum add avatars and excerpts.

| kind | key                         | n1 to n6                                     | s1, s2             |
|------|-----------------------------|----------------------------------------------|--------------------|
| 0    | 0, 0, 1                     | version of the query                         |                    |
| 0    | part + 1                    | part, 1 if its rows follow                   | mark               |
| 1    | topic                       | category, flags, posts, likes                | title, external id |
| 2    | topic, tag                  |                                              | tag                |
| 3    | post, 1 if by staff         | topic, number, user, version, likes, readers | raw, removed by    |
| 4    | post, poll, place of option | votes for it, voters of the poll, 1 if open  | poll, option       |
| 5    | post, user, place of option | trust level of the user                      | poll, option       |
| 6    | post, user, like            | trust level of the user                      |                    |
| 7    | the category                | topic about it, 1 if not open to everybody   | name, slug         |
| 8    | category, group             | what it may do: 1 full, 2 reply, 3 see       | group              |
| 9    | category, custom field      |                                              | marker             |

The key is in k1 to k3. t1 is when it was created or cast, t2 when a topic or post was deleted.

Topics fall into `PARTS` parts by their number. The mark of a part is made from everything that the rows of
its topics tell: how many there are, a weighed sum of their numbers, and when the last of them changed. Rows
come only for parts whose mark is not among those that the caller knows, so that one request is enough when
nothing changed, whatever the size. New things carry a new time and lost ones change the count, which is why
sums are enough here.

What it leaves out on purpose: private messages, names of people, texts of removed posts other than the
bridge's own, and who liked a reply, since only the count of those is ever used.
"""

from __future__ import annotations

from bridge.domain.document import POLL_NAME
from bridge.forum.convert import MARKER_FIELD

NAME = "ideabridge pull"
"""By this name the query is found again."""

DESCRIPTION = (
    "Topics, posts, votes and likes of one category for the idea campaign bridge. Kept by the bridge."
)

ROWS = 10_000
"""Rows in one request; more is a 400 on releases of 2026. All marks have to fit into the first."""

CLOSED, PINNED, VISIBLE = 1, 2, 4
"""Bits of a topic's flags."""

COLUMNS = [
    "kind", "k1", "k2", "k3", "n1", "n2", "n3", "n4", "n5", "n6", "s1", "s2", "t1", "t2",
]  # fmt: skip

MARK, TOPIC, TAG, POST, OPTION, POLL_VOTE, LIKE, CATEGORY, PERMISSION, MARKER = range(10)

VERSION = 3
"""Version of the query's rows and parameters."""

PARTS = 64
"""Into so many parts topics fall by their number: few enough for all marks to fit into one address."""

NONE = "|"
"""No marks, no parts: what `known` and `skip` are when there is nothing to leave out."""

_FLAGS = f"""CASE WHEN t.closed THEN {CLOSED} ELSE 0 END
      + CASE WHEN t.pinned_at IS NOT NULL THEN {PINNED} ELSE 0 END
      + CASE WHEN t.visible THEN {VISIBLE} ELSE 0 END"""


def _weight(column: str) -> str:
    """A number from 1 to 9,973 by an id, so that sums tell which rows they are made of."""
    return f"(CAST({column} AS bigint) % 9973 + 1)"


SQL = f"""-- [params]
-- int :category
-- string :known = {NONE}
-- string :skip = {NONE}
-- int :after_kind = 0
-- int :after_k1 = 0
-- int :after_k2 = 0
-- int :after_k3 = 0
WITH area AS (
  SELECT c.id FROM categories c WHERE c.id = :category OR c.parent_category_id = :category
), every_topic AS (
  SELECT t.*, t.id % {PARTS} AS part FROM topics t
  WHERE t.archetype = 'regular' AND t.category_id IN (SELECT a.id FROM area a)
    AND NOT EXISTS (SELECT 1 FROM categories d WHERE d.topic_id = t.id AND d.id <> :category)
), every_text AS (
  SELECT p.*, e.external_id AS ours, e.part FROM posts p JOIN every_topic e ON e.id = p.topic_id
  WHERE p.post_type = 1
), traces AS (
  SELECT t.part, t.updated_at AS at, {_weight("t.id")} * (
    CAST(t.category_id AS bigint) * 17 + {_FLAGS}
      + CASE WHEN t.deleted_at IS NULL THEN 0 ELSE 8 END
      + CAST(t.posts_count AS bigint) * 65537 + t.like_count * 4099 + LENGTH(t.title) * 257) AS n
  FROM every_topic t
  UNION ALL
  SELECT e.part, g.updated_at, {_weight("x.topic_id")} * {_weight("x.tag_id")} * 7
  FROM topic_tags x JOIN every_topic e ON e.id = x.topic_id JOIN tags g ON g.id = x.tag_id
  UNION ALL
  SELECT p.part, p.updated_at, {_weight("p.id")} * (
    CAST(LENGTH(p.raw) AS bigint) * 10007 + p.reads * 1009 + p.like_count * 127 + p.version * 11
      + CASE WHEN p.deleted_at IS NULL THEN 0 ELSE 3 END + CASE WHEN p.user_deleted THEN 5 ELSE 0 END
      + CASE WHEN u.admin OR u.moderator THEN 7 ELSE 0 END)
  FROM every_text p LEFT JOIN users u ON u.id = p.user_id
  UNION ALL
  SELECT p.part, l.updated_at, {_weight("l.id")} * (l.status + 1)
  FROM polls l JOIN every_text p ON p.id = l.post_id
  UNION ALL
  SELECT p.part, v.created_at, {_weight("v.user_id")} * {_weight("v.poll_option_id")} * 13
    + COALESCE(u.trust_level, 0)
  FROM poll_votes v JOIN polls l ON l.id = v.poll_id JOIN every_text p ON p.id = l.post_id
    LEFT JOIN users u ON u.id = v.user_id
  UNION ALL
  SELECT p.part, k.created_at, {_weight("k.user_id")} * {_weight("k.post_id")} * 19
    + COALESCE(u.trust_level, 0)
  FROM post_actions k JOIN every_text p ON p.id = k.post_id LEFT JOIN users u ON u.id = k.user_id
  WHERE k.post_action_type_id = 2 AND k.deleted_at IS NULL
), marks AS (
  SELECT s.part, CAST(s.part AS text) || '.' || CAST(:category AS text) || '.' || CAST(COUNT(*) AS text)
    || '.' || CAST(SUM(s.n) AS text) || '.' || REPLACE(CAST(MAX(s.at) AS text), ' ', 'T') AS mark
  FROM traces s GROUP BY s.part
), stale AS (
  SELECT m.part FROM marks m
  WHERE :known NOT LIKE '%|' || m.mark || '|%' AND :skip NOT LIKE '%|' || CAST(m.part AS text) || '|%'
), tops AS (
  SELECT e.* FROM every_topic e WHERE e.part IN (SELECT s.part FROM stale s)
), texts AS (
  SELECT p.* FROM every_text p WHERE p.part IN (SELECT s.part FROM stale s)
), choices AS (
  SELECT o.id, o.html, l.id AS poll, l.post_id AS post, l.name, l.status,
    (SELECT COUNT(*) FROM poll_options b WHERE b.poll_id = o.poll_id AND b.id <= o.id) AS place
  FROM poll_options o JOIN polls l ON l.id = o.poll_id JOIN texts ON texts.id = l.post_id
), found AS (
  SELECT {MARK} AS kind, 0 AS k1, 0 AS k2, 1 AS k3, {VERSION} AS n1, 0 AS n2, 0 AS n3, 0 AS n4, 0 AS n5,
    0 AS n6, CAST(NULL AS text) AS s1, CAST(NULL AS text) AS s2,
    CAST(NULL AS timestamp) AS t1, CAST(NULL AS timestamp) AS t2
  UNION ALL
  SELECT {MARK}, m.part + 1, 0, 0, m.part,
    CASE WHEN m.part IN (SELECT s.part FROM stale s) THEN 1 ELSE 0 END, 0, 0, 0, 0, m.mark, NULL, NULL, NULL
  FROM marks m
  UNION ALL
  SELECT {TOPIC}, t.id, 0, 0, t.category_id, {_FLAGS}, t.posts_count, t.like_count, 0, 0,
    CAST(t.title AS text), CAST(t.external_id AS text), t.created_at, t.deleted_at
  FROM tops t
  UNION ALL
  SELECT {TAG}, x.topic_id, x.tag_id, 0, 0, 0, 0, 0, 0, 0, CAST(g.name AS text), NULL, NULL, NULL
  FROM topic_tags x JOIN tops ON tops.id = x.topic_id JOIN tags g ON g.id = x.tag_id
  UNION ALL
  SELECT {POST}, p.id, CASE WHEN u.admin OR u.moderator THEN 1 ELSE 0 END, 0,
    p.topic_id, p.post_number, COALESCE(p.user_id, 0), p.version, p.like_count,
    CASE WHEN p.reads > 0 THEN p.reads - 1 ELSE 0 END,
    CASE WHEN p.post_number = 1 AND p.ours IS NOT NULL THEN p.raw
      WHEN p.deleted_at IS NULL AND NOT p.user_deleted THEN p.raw ELSE '' END,
    CASE WHEN p.user_deleted THEN 'by author' ELSE NULL END, p.created_at, p.deleted_at
  FROM texts p LEFT JOIN users u ON u.id = p.user_id
  UNION ALL
  SELECT {OPTION}, c.post, c.poll, c.place,
    (SELECT COUNT(*) FROM poll_votes v WHERE v.poll_id = c.poll AND v.poll_option_id = c.id),
    (SELECT COUNT(DISTINCT v.user_id) FROM poll_votes v WHERE v.poll_id = c.poll),
    CASE WHEN c.status = 0 THEN 1 ELSE 0 END, 0, 0, 0, CAST(c.name AS text), CAST(c.html AS text), NULL, NULL
  FROM choices c
  UNION ALL
  SELECT {POLL_VOTE}, c.post, v.user_id, c.place, COALESCE(u.trust_level, 0), 0, 0, 0, 0, 0,
    CAST(c.name AS text), CAST(c.html AS text), v.created_at, NULL
  FROM choices c JOIN poll_votes v ON v.poll_id = c.poll AND v.poll_option_id = c.id
    LEFT JOIN users u ON u.id = v.user_id
  WHERE c.name = '{POLL_NAME}'
  UNION ALL
  SELECT {LIKE}, k.post_id, k.user_id, k.id, COALESCE(u.trust_level, 0), 0, 0, 0, 0, 0, NULL, NULL,
    k.created_at, NULL
  FROM post_actions k JOIN texts ON texts.id = k.post_id LEFT JOIN users u ON u.id = k.user_id
  WHERE k.post_action_type_id = 2 AND k.deleted_at IS NULL AND texts.post_number = 1
  UNION ALL
  SELECT {CATEGORY}, c.id, 0, 0, COALESCE(c.topic_id, 0), CASE WHEN c.read_restricted THEN 1 ELSE 0 END,
    0, 0, 0, 0, CAST(c.name AS text), CAST(c.slug AS text), NULL, NULL
  FROM categories c WHERE c.id = :category
  UNION ALL
  SELECT {PERMISSION}, x.category_id, x.group_id, 0, x.permission_type, 0, 0, 0, 0, 0,
    CAST(g.name AS text), NULL, NULL, NULL
  FROM category_groups x JOIN groups g ON g.id = x.group_id WHERE x.category_id = :category
  UNION ALL
  SELECT {MARKER}, m.category_id, m.id, 0, 0, 0, 0, 0, 0, 0, CAST(m.value AS text), NULL, NULL, NULL
  FROM category_custom_fields m WHERE m.category_id = :category AND m.name = '{MARKER_FIELD}'
)
SELECT f.* FROM found f
WHERE (f.kind, f.k1, f.k2, f.k3) > (:after_kind, :after_k1, :after_k2, :after_k3)
ORDER BY f.kind, f.k1, f.k2, f.k3"""  # noqa: S608 - put together from the constants above only
