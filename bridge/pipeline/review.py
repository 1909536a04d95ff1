"""Review where moderators are: a topic for each idea that waits, and replies there that decide about it.

Everything goes through the engine that publishes a campaign, in a scope and a category of its own. The store
keeps no text of these topics, only what stands for it; who wrote a reply is turned into a pseudonym and not
kept with it. Without anything to decide there is no request at all.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bridge.domain.campaign import OPEN_GROUPS, Campaign
from bridge.domain.document import Document, Facet, Link, LinkState, agrees
from bridge.domain.errors import Forbidden, UserProblem
from bridge.domain.idea import Submission, SubmissionState
from bridge.domain.identity import Key, Kind, answer_key, review_scope
from bridge.domain.journal import Action, JournalState
from bridge.domain.observation import ObservedPost, Snapshot
from bridge.domain.review import DECIDED, NearIdea, Sheet, read_command
from bridge.pipeline.moderate import later_id, mark_shown, words_hash
from bridge.pipeline.obey import Order, obey
from bridge.pipeline.offer import idea_topics
from bridge.pipeline.publish import Desk
from bridge.pipeline.receive import Doors
from bridge.pipeline.tell import health_document
from bridge.ports import Progress
from bridge.sync.apply import Applied
from bridge.sync.desired import canonical
from bridge.sync.lease import HeldLease, hold
from bridge.sync.observed import Seen, see_topic
from bridge.sync.plan import Plan
from bridge.sync.reconcile import View, own_topics

_WRITTEN_OVER = frozenset({Kind.REVIEW, Kind.START})

TRY_AGAIN = timedelta(days=1)
"""After so long a category that the forum refused is asked for again."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a run did for the review inside the forum: replies answered, topics changed.

    `problem` says in plain words why it could not go on; everything else does.
    """

    answered: int = 0
    plan: Plan | None = None
    applied: Applied | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the store knows of a campaign's review: what waits, and the topics that are not done with."""

    waiting: tuple[Submission, ...]
    links: Mapping[Key, Link]
    ideas: Mapping[int, str]

    @property
    def category(self) -> bool:
        """Whether there is a category."""
        return any(key.kind is Kind.CATEGORY for key in self.links)

    def open(self) -> Iterator[Link]:
        """Topics that still show what was sent in, or have yet to be put out of sight."""
        for key, link in self.links.items():
            if key.kind is Kind.REVIEW and link.state is LinkState.ACTIVE and not _is_done(link):
                yield link


@dataclass(slots=True)
class _Run:
    """One run of the review: what it works with."""

    desk: Desk
    doors: Doors
    campaign: Campaign
    now: datetime
    scope: str = ""
    answers: list[Document] = field(default_factory=list)

    def known(self) -> _Scope:
        """What the store knows at this moment."""
        slug = self.campaign.slug
        with self.desk.store.begin() as unit:
            waiting = tuple(sorted(unit.submissions.waiting(slug), key=lambda found: found.id))
            links = {link.key: link for link in unit.links.all(self.scope)}
            ideas = {topic: idea for idea, topic in idea_topics(unit.links.all(slug)).items()}
        return _Scope(waiting if self.campaign.placement.review else (), links, ideas)

    def refused(self) -> bool:
        """Whether the forum lately refused to make the category; that is told once a day, not every time."""
        with self.desk.store.begin() as unit:
            rows = unit.journal.recent(self.scope, 1000)
        return any(
            row.key.kind is Kind.CATEGORY
            and row.action is Action.CREATE
            and row.state in (JournalState.FAILED, JournalState.NOT_DONE)
            and self.now - row.started < TRY_AGAIN
            for row in rows
        )

    def health(self, known: _Scope) -> tuple[Document, bool]:
        """The topic on how the campaign is, and whether it has to be renewed."""
        link = next((link for key, link in known.links.items() if key.kind is Kind.START), None)
        return health_document(self.desk, self.campaign, link, self.now)


def review(
    desk: Desk,
    doors: Doors,
    campaign: Campaign,
    lease: HeldLease,
    *,
    progress: Progress | None = None,
    confirm: Callable[[Plan], bool] = lambda _: True,
    stop: Callable[[], bool] = lambda: False,
) -> Reviewed | None:
    """Carry out what moderators replied, and show what waits; None where there is nothing to review.

    `lease` is the campaign's: whoever holds it is the only one at work here, so a lease on the review that
    another run has left behind is taken over. What a person has to mend is told in the result and stops
    nothing else. Cut off anywhere, it is simply run again.
    """
    run = _Run(desk, doors, campaign, desk.clock.now(), review_scope(campaign.slug))

    def stop_or_keep() -> bool:
        # Asked before every write: the campaign's own lease must not run out behind our back.
        lease.check()
        return stop()

    try:
        known = run.known()
        if not known.waiting and not any(known.open()) and not (known.category and run.health(known)[1]):
            return None
        if not known.category and run.refused():
            return None
        with hold(desk.store, desk.clock, run.scope, lease.holder, gone=lambda _: True) as own:
            return _reviewed(run, own, progress, confirm, stop_or_keep)
    except (Forbidden, UserProblem) as problem:
        return Reviewed(problem=f"{problem.what} {problem.hint}".strip())


def _reviewed(
    run: _Run,
    lease: HeldLease,
    progress: Progress | None,
    confirm: Callable[[Plan], bool],
    stop: Callable[[], bool],
) -> Reviewed:
    reconciler = run.desk.reconciler
    reconciler.settle(run.scope)
    category = run.desk.documents.review_category(run.campaign)
    view = reconciler.look(run.scope, [category], force=True, progress=progress, again=False)
    if view.snapshot is not None:
        _check_closed(view.snapshot)
        _obey_all(run, view, view.snapshot)
    known = run.known()
    health, _ = run.health(known)
    # By the post that each answers, whose number ends its name.
    answers = sorted(run.answers, key=lambda answer: (len(answer.key.name), answer.key.name))
    documents = [category, health, *_topics(run, view, known), *answers]
    view = _completed(run, documents, view)
    made = reconciler.plan(run.scope, documents, view=view)
    if not confirm(made):
        return Reviewed(len(run.answers), made)
    applied = reconciler.apply(made, lease, force=True, progress=progress, stop=stop)
    _mark_shown(run, documents, known.waiting)
    if view.snapshot is not None:
        _remember(run, view.snapshot)
    problem = next((reason for key, reason in applied.failed if key.kind is Kind.CATEGORY), "")
    if problem:
        problem = f"The category for the review could not be made: {problem}"
    return Reviewed(len(run.answers), made, applied, problem)


def _check_closed(snapshot: Snapshot) -> None:
    """UserProblem where people who are no moderators can see the category."""
    permissions = snapshot.category.permissions if snapshot.category is not None else ()
    groups = {permission.rpartition(":")[0] for permission in permissions}
    if groups & OPEN_GROUPS:
        raise UserProblem(
            "The category for the review is open to everybody: nothing is shown there, and no reply counts.",
            hint="Take the group everyone out of its permissions, or set `forum: review: false`.",
        )


def _obey_all(run: _Run, view: View, snapshot: Snapshot) -> None:
    """Carry out every command that has no answer yet; those in one topic as they were written."""
    known = run.known()
    links = {link.topic_id: link for link in known.links.values() if link.key.kind is Kind.REVIEW}
    answered = {*known.links, *view.seen}
    for post in in_any_order(snapshot.posts, secrets.SystemRandom()):
        link = links.get(post.topic_id)
        command = read_command(post.raw) if _by_person(post) else None
        if link is None or link.state is not LinkState.ACTIVE or command is None:
            continue
        if answer_key(run.campaign.slug, post.post_id) in answered:
            continue
        by = run.doors.pseudonyms.of_moderator(run.campaign.slug, f"forum:{post.author}")
        order = Order(link.key.name, post.post_id, by, command)
        given = obey(run.desk.store, run.doors.redactor, run.campaign, order, run.now, ideas=known.ideas)
        run.answers.append(
            run.desk.documents.review_answer(run.campaign, order.submission, order.post, given)
        )


def in_any_order(posts: Iterable[ObservedPost], chance: random.Random) -> list[ObservedPost]:
    """Posts topic by topic, those of one in their order.

    The moderation log names ideas in the order of decisions, the forum topics in that of replies. Were the
    two the same, they would tell which submission became which idea.
    """
    ordered = sorted(posts, key=lambda post: post.post_id)
    topics = list({post.topic_id for post in ordered})
    chance.shuffle(topics)
    turns = {topic: turn for turn, topic in enumerate(topics)}
    return sorted(ordered, key=lambda post: turns[post.topic_id])


def _topics(run: _Run, view: View, known: _Scope) -> list[Document]:
    """What every topic should show now: those that wait, and those that are not done with."""
    render = run.desk.documents
    day = run.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    documents = [
        render.review(run.campaign, _sheet(run, known, found), run.desk.forum.topic_url, day)
        for found in known.waiting
    ]
    shown = {document.key for document in documents}
    # Topics of ours that the store has lost show words that nobody decides about any more.
    left = {link.key for link in known.open()}
    left |= {key for key in view.seen if key.kind is Kind.REVIEW and key not in known.links}
    with run.desk.store.begin() as unit:
        for key in sorted(left - shown):
            found = unit.submissions.get(run.campaign.slug, key.name)
            state = None if found is None or found.state is SubmissionState.WAITING else found.state
            question = found.question if found is not None else None
            documents.append(render.reviewed(run.campaign, key.name, question, state))
    return documents


def _sheet(run: _Run, known: _Scope, found: Submission) -> Sheet:
    """A submission with what it is near to: published ideas by their topic, others by their title alone."""
    topics = {idea: topic for topic, idea in known.ideas.items()}
    with run.desk.store.begin() as unit:
        others = {later_id(unit, other): other for other in known.waiting}
        near = []
        for match in found.near:
            idea = unit.ideas.get(run.campaign.slug, match.idea)
            if idea is not None:
                near.append(NearIdea(idea.id, idea.title, match.score, topics.get(idea.id)))
            elif match.idea in others:
                near.append(NearIdea("", others[match.idea].title, match.score, None))
        before = unit.ideas.get(run.campaign.slug, found.revises) if found.revises is not None else None
    revises = None if before is None else NearIdea(before.id, before.title, 1.0, topics.get(before.id))
    return Sheet(found, tuple(near), revises)


def _mark_shown(run: _Run, documents: Sequence[Document], waiting: Sequence[Submission]) -> None:
    """Remember which words the topics show: a yes there is given to those, and others may have come since."""
    links, words = run.known().links, {found.id: words_hash(found) for found in waiting}
    shown = {
        document.key.name: words[document.key.name]
        for document in canonical(documents, run.desk.forum)
        if document.key.name in words
        and (link := links.get(document.key)) is not None
        and agrees(link.base.get(Facet.BODY), document.body)
    }
    mark_shown(run.desk.store, run.campaign.slug, shown)


def _completed(run: _Run, documents: Sequence[Document], view: View) -> View:
    """The view with the texts that are about to change, and with the replies that tell too much.

    A quiet topic is not read again, so its text is fetched once it has to change. Where a person has edited
    it, ours goes over theirs all the same: what was decided must not stay readable.
    """
    known = run.known()
    seen = dict(view.seen)
    for document in canonical(documents, run.desk.forum):
        link = known.links.get(document.key)
        if document.key.kind not in _WRITTEN_OVER or link is None or link.topic_id is None:
            continue
        shown = seen.get(document.key)
        if shown is None or shown.removed:
            continue
        if not agrees(link.base.get(Facet.BODY), document.body):
            shown = _with_text(run, link, shown)
            _insist(run, link, shown)
        if document.facets.get(Facet.HISTORY) == DECIDED:
            shown = replace(shown, copies=_telling(run, link.topic_id))
        seen[document.key] = shown
    return replace(view, seen=seen)


def _with_text(run: _Run, link: Link, shown: Seen) -> Seen:
    if shown.raw is not None or link.topic_id is None:
        return shown
    topic = run.desk.forum.topic(link.topic_id)
    if topic is None:
        return shown
    return replace(see_topic(link.key, topic), generation=link.generation)


def _insist(run: _Run, link: Link, shown: Seen) -> None:
    """Take what the forum shows as agreed, so that a person's edit there does not keep ours out."""
    theirs = shown.facets.get(Facet.BODY)
    if theirs is None or agrees(link.base.get(Facet.BODY), theirs):
        return
    with run.desk.store.begin() as unit:
        unit.links.put(replace(link, base={**link.base, Facet.BODY: theirs}, pending=None))


def _telling(run: _Run, topic_id: int) -> tuple[int, ...]:
    """Replies by people that show which idea came of it: its new words, or the one it was merged into."""
    found = []
    for post in run.desk.forum.replies(topic_id):
        command = read_command(post.raw) if _by_person(post) else None
        if command is not None and command.tells:
            found.append(post.post_id)
    return tuple(found)


def _by_person(post: ObservedPost) -> bool:
    return post.number > 1 and not post.ours and not post.removed and post.author > 0


def _remember(run: _Run, snapshot: Snapshot) -> None:
    """Keep what spares the next look requests: which topics there are, and nothing that was written there."""
    known = run.known()
    topics = [replace(topic, first=None) for topic in own_topics(snapshot.topics, known.links.values())]
    with run.desk.store.begin() as unit:
        unit.ledger.put_topics(run.scope, topics)
        unit.ledger.remember(run.scope, snapshot.memory, run.now)


def _is_done(link: Link) -> bool:
    """Whether a topic shows no more than that it was decided, closed and out of sight."""
    base = link.base
    # The history is hidden only once the text is replaced.
    return (
        base.get(Facet.HISTORY) == DECIDED
        and base.get(Facet.CLOSED) is True
        and base.get(Facet.LISTED) is False
    )
