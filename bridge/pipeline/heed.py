"""Heed what moderators say in the topics of ideas: by the tag of a status, or in the first line of a reply.

Who may set a status is for the forum to say: a reply counts where its author is staff, and a tag was changed
by whoever may change tags there. The choice of a person wins over what the bridge would have shown. A reply
is carried out once, even if it is edited later; who wrote it is not kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from bridge.domain.campaign import Campaign
from bridge.domain.document import Facet, Link, LinkState
from bridge.domain.errors import UserProblem
from bridge.domain.followup import Course
from bridge.domain.idea import Idea, IdeaStatus
from bridge.domain.identity import Key, Kind
from bridge.domain.instruction import Instruction, Report, SetStatus, TriedHere, read_instruction
from bridge.domain.observation import ObservedPost
from bridge.domain.status import UNDER_WAY, Heard, Heeded, StatusChange, status_of_tag
from bridge.pipeline.answer import give_status, masked, take_up
from bridge.pipeline.check_in import answer_check_in
from bridge.pipeline.try_out import add_trial
from bridge.ports import Clock, Redactor, Store, UnitOfWork
from bridge.sync.observed import Seen
from bridge.sync.reconcile import View


@dataclass(frozen=True, slots=True)
class Obeyed:
    """What a look at the forum asked for: statuses by tag, replies carried out, replies that could not be.

    `unclear` are ideas that got the tags of several statuses at once; nothing is done about them.
    """

    tags: int = 0
    replies: int = 0
    refused: int = 0
    unclear: tuple[str, ...] = ()


def heed(store: Store, redactor: Redactor, clock: Clock, campaign: Campaign, view: View) -> Obeyed:
    """Carry out what moderators ask for; given the same view again it changes nothing."""
    if view.snapshot is None:
        return Obeyed()
    with store.begin() as unit:
        links = {link.key: link for link in unit.links.all(campaign.slug) if link.key.kind is Kind.IDEA}
        busy = {row.key for row in unit.journal.unsettled(campaign.slug)}
        heeded = unit.statuses.heeded(campaign.slug)
        ideas = {idea.id: idea for idea in unit.ideas.all(campaign.slug)}
    tags, unclear = 0, []
    for key, seen in sorted(view.seen.items()):
        idea = ideas.get(key.name) if key.kind is Kind.IDEA else None
        # While a write of ours is on its way, nobody can say whose tag it is.
        if idea is None or not idea.stands or seen.removed or key in busy:
            continue
        chosen = _chosen(idea, links.get(key), seen)
        if len(chosen) > 1:
            unclear.append(idea.id)
        for status in chosen if len(chosen) == 1 else ():
            with store.begin() as unit:
                tags += _by_tag(unit, campaign, idea, status, clock, known=key in links)
    outcomes = [
        _by_reply(store, redactor, clock, campaign, idea, post, instruction)
        for idea, post, instruction in _asking(links, view.snapshot.posts, heeded)
    ]
    done = outcomes.count(Heard.DONE)
    return Obeyed(tags, done, len(outcomes) - done, tuple(unclear))


def _chosen(idea: Idea, link: Link | None, seen: Seen) -> AbstractSet[IdeaStatus]:
    """Statuses that people put there: whose tag was not there when both sides last agreed."""
    agreed = link.base.get(Facet.TAGS, ()) if link is not None else ()
    shown = seen.facets.get(Facet.TAGS, ())
    before = set(agreed) if isinstance(agreed, tuple) else set()
    new = set(shown) - before if isinstance(shown, tuple) else set()
    found = {status for status in map(status_of_tag, new) if status is not None}
    return found - {idea.status}


def _by_tag(
    unit: UnitOfWork, campaign: Campaign, idea: Idea, status: IdeaStatus, clock: Clock, *, known: bool
) -> int:
    now = clock.now()
    if known:
        if idea.published is None:
            return 0
        return int(give_status(unit, campaign, idea, status, now) is not None)
    # The store was lost, and the forum remembers the status. Its notice stands there, too, with a reason that
    # is not known here, so that no other is written: number 0 has none.
    unit.statuses.add(StatusChange(campaign.slug, idea.id, 0, status, "", now))
    unit.ideas.put(replace(idea, status=status))
    if status in UNDER_WAY:
        take_up(unit, campaign, idea, now, "", "")
    return 1


def _asking(
    links: Mapping[Key, Link], posts: Iterable[ObservedPost], heeded: Mapping[int, Heeded]
) -> list[tuple[str, ObservedPost, Instruction]]:
    """Replies by staff that ask for something and were not heeded yet, in the order of writing."""
    topics = {link.topic_id: key.name for key, link in links.items() if link.state is LinkState.ACTIVE}
    found = []
    for post in sorted(posts, key=lambda post: post.post_id):
        if post.post_id in heeded or post.topic_id not in topics or not by_staff(post):
            continue
        instruction = read_instruction(post.raw)
        if instruction is not None:
            found.append((topics[post.topic_id], post, instruction))
    return found


def by_staff(post: ObservedPost) -> bool:
    """Whether a person wrote this reply who may decide about ideas."""
    return post.staff and post.number > 1 and not post.ours and not post.removed and post.author > 0


def _by_reply(
    store: Store,
    redactor: Redactor,
    clock: Clock,
    campaign: Campaign,
    idea: str,
    post: ObservedPost,
    instruction: Instruction,
) -> Heard:
    with store.begin() as unit:
        found = unit.ideas.get(campaign.slug, idea)
        if found is None or not found.stands or found.published is None:
            heard = Heard.ENDED
        elif isinstance(instruction, SetStatus):
            heard = _set(unit, redactor, clock, campaign, found, instruction)
        elif isinstance(instruction, TriedHere):
            heard = _tried(unit, redactor, clock, campaign, found, instruction)
        else:
            heard = _report(unit, redactor, clock, campaign, found, instruction)
        unit.statuses.heed(campaign.slug, post.post_id, Heeded(idea, heard))
    return heard


def _set(
    unit: UnitOfWork,
    redactor: Redactor,
    clock: Clock,
    campaign: Campaign,
    idea: Idea,
    wanted: SetStatus,
) -> Heard:
    if wanted.status is None:
        return Heard.NO_STATUS
    reason = masked(redactor, wanted.reason)
    if wanted.status is IdeaStatus.NOT_NOW and not reason:
        return Heard.NO_REASON
    handed = wanted.status in UNDER_WAY
    give_status(
        unit,
        campaign,
        idea,
        wanted.status,
        clock.now(),
        reason=reason,
        owner=masked(redactor, wanted.owner) if handed else "",
        first_step=masked(redactor, wanted.first_step) if handed else "",
    )
    return Heard.DONE


def _report(
    unit: UnitOfWork, redactor: Redactor, clock: Clock, campaign: Campaign, idea: Idea, said: Report
) -> Heard:
    if said.course is None:
        return Heard.NO_COURSE
    note = masked(redactor, said.note)
    if said.course is Course.STOPPED and not note:
        return Heard.NO_REASON
    try:
        answer_check_in(unit, campaign, idea.id, said.course, note, clock.now())
    except UserProblem:
        return Heard.NOT_ASKED
    return Heard.DONE


def _tried(
    unit: UnitOfWork, redactor: Redactor, clock: Clock, campaign: Campaign, idea: Idea, said: TriedHere
) -> Heard:
    place = masked(redactor, said.place)
    if not place:
        return Heard.NO_PLACE
    if said.result is None:
        return Heard.NO_RESULT
    words = masked(redactor, said.words)
    add_trial(unit, campaign, idea, place, said.result, clock.now(), said.month, words)
    return Heard.DONE
