"""Close journal rows whose answer never came, by looking at the forum: done, or not done."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from bridge.domain.document import Facet, FacetValue, Link
from bridge.domain.errors import Permanent
from bridge.domain.identity import Key, Kind, split_marker, text_hash
from bridge.domain.journal import Action, JournalRow, JournalState
from bridge.domain.observation import ObservedTopic
from bridge.ports import Clock, Forum, Store
from bridge.sync.compare import FRESH
from bridge.sync.observed import see_topic
from bridge.sync.plan import content_hash


def settle(store: Store, forum: Forum, clock: Clock, campaign: str) -> int:
    """Settle every open row of a campaign; gives how many there were."""
    with store.begin() as unit:
        rows = unit.journal.unsettled(campaign)
    for row in rows:
        settle_row(store, forum, clock, row, final=True)
    return len(rows)


def settle_row(store: Store, forum: Forum, clock: Clock, row: JournalRow, *, final: bool) -> bool:
    """Look whether the request of this row was carried out; store the link and close the row if so.

    With `final`, a row of which nothing shows is closed as not done; without, it stays open because the
    request may still be on its way. Gives whether it was carried out. Raises what reading the forum raises;
    the row then stays open.
    """
    with store.begin() as unit:
        link = unit.links.get(row.key)
    if row.action is Action.WITHDRAW:
        found = link if _withdrawn(forum, row, link) else None
    elif row.action is Action.UPDATE:
        found = _updated(forum, row, link)
    else:
        found = _created(store, forum, row)
    with store.begin() as unit:
        if found is not None:
            unit.links.put(found)
            unit.journal.close(row.id, JournalState.DONE, clock.now(), "settled by looking")
        elif final:
            if link is not None and link.pending is not None:
                unit.links.put(replace(link, pending=None))
            unit.journal.close(row.id, JournalState.NOT_DONE, clock.now(), "settled by looking")
    return found is not None


def lower(forum: Forum, topic_id: int) -> None:
    """Undo the jump to the top of a topic whose lone first post was edited.

    A forum that will not do it for good keeps the topic where it is: no text depends on that. Raises what may
    pass later (Temporary, Unknown).
    """
    with suppress(Permanent):
        forum.reset_bump(topic_id)


def _created(store: Store, forum: Forum, row: JournalRow) -> Link | None:
    if row.key.kind is Kind.CATEGORY:
        category = forum.find_category(marker=str(row.key))
        if category is None:
            return None
        forum.describe_category(category.category_id, row.detail)
        base: dict[Facet, FacetValue] = {
            Facet.TITLE: category.name,
            Facet.PERMISSIONS: category.permissions,
        }
        return Link(row.key, row.generation, base, category_id=category.category_id)
    if row.key.kind is Kind.NOTICE:
        return _created_reply(store, forum, row)
    topic = forum.find_topic(row.key.external_id(row.generation))
    if topic is None or topic.removed:
        return None
    return _link_of_created(row, topic)


def _created_reply(store: Store, forum: Forum, row: JournalRow) -> Link | None:
    # A row of an earlier release does not name the topic: then it is the start topic of the campaign.
    above = Key.parse(row.detail) if row.detail else Key(row.key.campaign, Kind.START, Kind.START.value)
    with store.begin() as unit:
        parent = unit.links.get(above)
    if parent is None or parent.topic_id is None:
        return None
    standing = forum.replies_by_marker(parent.topic_id, row.key)
    if not standing:
        return None
    # The oldest of them; if there are more, the next look sees them and takes them away.
    placed = standing[0]
    body, _ = split_marker(placed.raw)
    base = {Facet.BODY: body} if content_hash({Facet.BODY: body}) == row.intended else {}
    return Link(row.key, row.generation, base, topic_id=placed.topic_id, post_id=placed.post_id)


def _withdrawn(forum: Forum, row: JournalRow, link: Link | None) -> bool:
    """Whether the copy is gone. Without a link nobody knows which one is the copy: then it is left alone."""
    if link is None or link.topic_id is None:
        return False
    if row.key.kind is not Kind.NOTICE:
        # A person's reply: there is no marker to tell it by, only its number.
        return all(str(post.post_id) != row.intended for post in forum.replies(link.topic_id))
    standing = forum.replies_by_marker(link.topic_id, row.key)
    if any(str(post.post_id) == row.intended for post in standing):
        return False
    lower(forum, link.topic_id)
    return True


def _link_of_created(row: JournalRow, topic: ObservedTopic) -> Link:
    seen = see_topic(row.key, topic)
    base: dict[Facet, FacetValue] = {
        facet: FRESH.get(facet, value)
        for facet, value in seen.facets.items()
        if facet not in (Facet.TITLE, Facet.BODY)
    }
    body = seen.facets.get(Facet.BODY)
    if isinstance(body, str) and text_hash(None, body) == row.intended:
        base[Facet.BODY] = body
        base[Facet.TITLE] = seen.facets[Facet.TITLE]
    return Link(
        row.key,
        row.generation,
        base,
        category_id=topic.category_id,
        topic_id=topic.topic_id,
        post_id=seen.post_id,
    )


def _updated(forum: Forum, row: JournalRow, link: Link | None) -> Link | None:
    """The new link if the edit arrived: the forum shows exactly what was sent."""
    if link is None or link.topic_id is None:
        return None
    if row.key.kind is Kind.NOTICE:
        return _updated_reply(forum, row, link)
    topic = forum.topic(link.topic_id)
    if topic is None:
        return None
    shown = see_topic(row.key, topic).facets
    sent = {facet: shown[facet] for facet in map(Facet, row.facet.split("+")) if facet in shown}
    if content_hash(sent) != row.intended:
        return None
    if Facet.BODY in sent and topic.posts_count <= 1:
        lower(forum, link.topic_id)
    # What people tagged stays theirs: of the tags shown, those that the campaign wanted are agreed.
    base: dict[Facet, FacetValue] = dict(link.base)
    base.update((facet, value) for facet, value in sent.items() if facet is not Facet.TAGS)
    if Facet.TAGS in sent and row.detail:
        base[Facet.TAGS] = tuple(row.detail.split())
    return replace(link, base=base, pending=None)


def _updated_reply(forum: Forum, row: JournalRow, link: Link) -> Link | None:
    assert link.topic_id is not None
    for placed in forum.replies_by_marker(link.topic_id, row.key):
        body, _ = split_marker(placed.raw)
        if placed.post_id == link.post_id and text_hash(None, body) == row.intended:
            return replace(link, base={**link.base, Facet.BODY: body}, pending=None)
    return None
