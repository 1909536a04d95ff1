"""The one Data Explorer query that the bridge installs, owns and pulls with.

It is SQL that PostgreSQL and SQLite both run, gives a category and its sub-categories as one tagged union,
and pages by key, so that any size comes in requests of 10,000 rows. A semicolon anywhere would be refused,
comments included. Names of columns avoid `..._id`, which would make the forum add avatars and excerpts.

| kind | key                         | n1 to n6                                     | s1, s2             |
|------|-----------------------------|----------------------------------------------|--------------------|
| 1    | topic                       | category, flags, posts, likes                | title, external id |
| 2    | topic, tag                  |                                              | tag                |
| 3    | post                        | topic, number, user, version, likes, readers | raw, removed by    |
| 4    | post, poll, place of option | votes for it, voters of the poll, 1 if open  | poll, option       |
| 5    | post, user, place of option |                                              | poll, option       |
| 6    | post, user, like            |                                              |                    |
| 7    | the category                | topic about it, 1 if not open to everybody   | name, slug         |
| 8    | category, group             | what it may do: 1 full, 2 reply, 3 see       | group              |
| 9    | category, custom field      |                                              | marker             |

The key is in k1 to k3. t1 is when it was created or cast, t2 when a topic or post was deleted.

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
"""Rows in one request; more is a 400 on releases of 2026."""

CLOSED, PINNED, VISIBLE = 1, 2, 4
"""Bits of a topic's flags."""

COLUMNS = [
    "kind", "k1", "k2", "k3", "n1", "n2", "n3", "n4", "n5", "n6", "s1", "s2", "t1", "t2",
]  # fmt: skip

TOPIC, TAG, POST, OPTION, POLL_VOTE, LIKE, CATEGORY, PERMISSION, MARKER = range(1, 10)

SQL = f"""-- [params]
-- int :category
-- int :after_kind = 0
-- int :after_k1 = 0
-- int :after_k2 = 0
-- int :after_k3 = 0
WITH area AS (
  SELECT c.id FROM categories c WHERE c.id = :category OR c.parent_category_id = :category
), tops AS (
  SELECT t.* FROM topics t
  WHERE t.archetype = 'regular' AND t.category_id IN (SELECT a.id FROM area a)
    AND NOT EXISTS (SELECT 1 FROM categories d WHERE d.topic_id = t.id AND d.id <> :category)
), texts AS (
  SELECT p.*, tops.external_id AS ours FROM posts p JOIN tops ON tops.id = p.topic_id WHERE p.post_type = 1
), choices AS (
  SELECT o.id, o.html, l.id AS poll, l.post_id AS post, l.name, l.status,
    (SELECT COUNT(*) FROM poll_options b WHERE b.poll_id = o.poll_id AND b.id <= o.id) AS place
  FROM poll_options o JOIN polls l ON l.id = o.poll_id JOIN texts ON texts.id = l.post_id
), found AS (
  SELECT {TOPIC} AS kind, t.id AS k1, 0 AS k2, 0 AS k3, t.category_id AS n1,
    CASE WHEN t.closed THEN {CLOSED} ELSE 0 END
      + CASE WHEN t.pinned_at IS NOT NULL THEN {PINNED} ELSE 0 END
      + CASE WHEN t.visible THEN {VISIBLE} ELSE 0 END AS n2,
    t.posts_count AS n3, t.like_count AS n4, 0 AS n5, 0 AS n6, CAST(t.title AS text) AS s1,
    CAST(t.external_id AS text) AS s2, t.created_at AS t1, t.deleted_at AS t2
  FROM tops t
  UNION ALL
  SELECT {TAG}, x.topic_id, x.tag_id, 0, 0, 0, 0, 0, 0, 0, CAST(g.name AS text), NULL, NULL, NULL
  FROM topic_tags x JOIN tops ON tops.id = x.topic_id JOIN tags g ON g.id = x.tag_id
  UNION ALL
  SELECT {POST}, p.id, 0, 0, p.topic_id, p.post_number, COALESCE(p.user_id, 0), p.version, p.like_count,
    CASE WHEN p.reads > 0 THEN p.reads - 1 ELSE 0 END,
    CASE WHEN p.post_number = 1 AND p.ours IS NOT NULL THEN p.raw
      WHEN p.deleted_at IS NULL AND NOT p.user_deleted THEN p.raw ELSE '' END,
    CASE WHEN p.user_deleted THEN 'by author' ELSE NULL END, p.created_at, p.deleted_at
  FROM texts p
  UNION ALL
  SELECT {OPTION}, c.post, c.poll, c.place,
    (SELECT COUNT(*) FROM poll_votes v WHERE v.poll_id = c.poll AND v.poll_option_id = c.id),
    (SELECT COUNT(DISTINCT v.user_id) FROM poll_votes v WHERE v.poll_id = c.poll),
    CASE WHEN c.status = 0 THEN 1 ELSE 0 END, 0, 0, 0, CAST(c.name AS text), CAST(c.html AS text), NULL, NULL
  FROM choices c
  UNION ALL
  SELECT {POLL_VOTE}, c.post, v.user_id, c.place, 0, 0, 0, 0, 0, 0, CAST(c.name AS text),
    CAST(c.html AS text), v.created_at, NULL
  FROM choices c JOIN poll_votes v ON v.poll_id = c.poll AND v.poll_option_id = c.id
  WHERE c.name = '{POLL_NAME}'
  UNION ALL
  SELECT {LIKE}, k.post_id, k.user_id, k.id, 0, 0, 0, 0, 0, 0, NULL, NULL, k.created_at, NULL
  FROM post_actions k JOIN texts ON texts.id = k.post_id
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
