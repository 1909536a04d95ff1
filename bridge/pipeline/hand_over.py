"""Hand a campaign over: from its file on the server to a topic in the forum, or back."""

from __future__ import annotations

from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.declaration import Declaration, Owner, SettingsTopic, file_in
from bridge.domain.document import LinkState
from bridge.domain.errors import UserProblem
from bridge.domain.identity import SETTINGS_SCOPE, text_hash
from bridge.pipeline.configure import Place
from bridge.pipeline.publish import Desk
from bridge.ports import Declarer, Store
from bridge.sync.lease import HeldLease


def to_forum(
    desk: Desk, declarer: Declarer, place: Place, campaign: Campaign, text: str, lease: HeldLease
) -> int:
    """Open the campaign's settings topic with its file, and let it count from now on; gives the topic.

    `lease` is that of the settings scope. Run again after it was cut off it finds the topic it has opened.
    UserProblem where the forum has its settings already, or does not take the topic.
    """
    with desk.store.begin() as unit:
        latest = unit.declarations.latest(campaign.slug)
    if latest is not None and latest.owner is Owner.FORUM:
        raise UserProblem(
            f"The campaign {campaign.slug} is configured in the forum already.",
            hint=f"Edit its topic: {desk.forum.topic_url(latest.topic_id or 0)}",
        )
    if campaign.guide.lessons is not None:
        raise UserProblem(
            "`guide: lessons:` names a file on the server, which a campaign of the forum cannot have.",
            hint="Take the line out first; `ideabridge guide build --lessons FILE` takes the file later.",
        )
    documents = desk.documents
    category = documents.settings_category(place.group, place.bridge_group)
    how = documents.settings_how(declarer.scaffold(desk.clock.now().date().replace(day=1)))
    topic = documents.settings_topic(campaign, text)
    reconciler = desk.reconciler
    reconciler.settle(SETTINGS_SCOPE)
    view = reconciler.look(SETTINGS_SCOPE, [category], force=True, again=False)
    made = reconciler.plan(SETTINGS_SCOPE, [category, how, topic], view=view)
    applied = reconciler.apply(made, lease, force=True)
    with desk.store.begin() as unit:
        link = unit.links.get(topic.key)
        if link is None or link.topic_id is None or link.state is not LinkState.ACTIVE:
            why = "; ".join(reason for _, reason in applied.failed)
            raise UserProblem(
                f"The forum did not take the topic for the settings of {campaign.slug}. {why}".strip(),
                hint="`ideabridge doctor` looks at the bridge's rights there.",
            )
    stands = file_in(topic.body) or text
    shown = desk.forum.topic(link.topic_id)
    if shown is None or shown.first is None or file_in(shown.first.raw) != stands:
        raise UserProblem(
            f"The settings topic of {campaign.slug} shows another file: somebody edited it there.",
            hint=f"Put this file into {desk.forum.topic_url(link.topic_id)} by hand, then run this again.",
        )
    with desk.store.begin() as unit:
        number = 1 if latest is None else latest.number + 1
        unit.declarations.add(
            Declaration(campaign.slug, number, Owner.FORUM, stands, link.topic_id, desk.clock.now())
        )
        unit.declarations.put_topic(SettingsTopic(link.topic_id, campaign.slug, read=text_hash(None, stands)))
    return link.topic_id


def to_file(store: Store, campaign: str, now: datetime) -> None:
    """Let a file on the server count again. UserProblem where the forum is not the owner."""
    with store.begin() as unit:
        latest = unit.declarations.latest(campaign)
        if latest is None or latest.owner is Owner.FILE:
            raise UserProblem(
                f"The campaign {campaign} is not configured in the forum.",
                hint="`ideabridge campaign list` says who is the owner of which.",
            )
        unit.declarations.add(Declaration(campaign, latest.number + 1, Owner.FILE, "", None, now))
