"""Configure campaigns where moderators are: a topic holds the campaign file, replies there approve it.

Everything that is written goes through the engine, in a scope of the whole forum. A text is read and answered
once: with its problems, or with what it would change. Only a reply written after that answer, while text and
changes are still the same, carries it out; what was approved is kept, and counts until another text is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from bridge.domain.campaign import OPEN_GROUPS, Campaign
from bridge.domain.declaration import (
    Declaration,
    Outcome,
    Owner,
    SettingsTopic,
    Verdict,
    Wish,
    file_in,
    wish_of,
)
from bridge.domain.document import Document, Link, LinkState
from bridge.domain.errors import Permanent, UnsafePlan
from bridge.domain.identity import SETTINGS_SCOPE, Key, Kind, settings_key, text_hash
from bridge.domain.observation import ObservedPost, ObservedTopic, Snapshot
from bridge.pipeline.judge import Court, judge
from bridge.pipeline.publish import Desk, apply
from bridge.ports import Declarer
from bridge.sync.apply import Applied
from bridge.sync.guard import guard
from bridge.sync.lease import HeldLease, hold
from bridge.sync.plan import Plan
from bridge.sync.reconcile import View, own_topics


@dataclass(frozen=True, slots=True)
class Place:
    """Where campaigns are configured: the group that may, and the bridge's own."""

    group: str
    bridge_group: str = "ideabridge"


@dataclass(frozen=True, slots=True)
class Configured:
    """What a run did: texts and replies answered, campaigns whose file was approved, and what went wrong."""

    answered: int = 0
    approved: tuple[str, ...] = ()
    problem: str = ""


@dataclass(slots=True)
class _Run:
    court: Court
    lease: HeldLease
    gone: Callable[[str], bool]
    answers: dict[Key, tuple[int, Document]] = field(default_factory=dict)
    read: list[SettingsTopic] = field(default_factory=list)
    approved: list[str] = field(default_factory=list)

    def links(self) -> dict[Key, Link]:
        """What the store knows of the settings category."""
        with self.desk.store.begin() as unit:
            return {link.key: link for link in unit.links.all(SETTINGS_SCOPE)}

    @property
    def desk(self) -> Desk:
        """What publishing needs."""
        return self.court.desk


@dataclass(frozen=True, slots=True)
class _Text:
    """A campaign file as it stands in a topic; `mark` stands for it, `version` counts edits of the post."""

    topic_id: int
    version: int
    text: str | None
    mark: str
    row: SettingsTopic


def configure(
    desk: Desk,
    declarer: Declarer,
    place: Place,
    lease: HeldLease,
    files: Mapping[str, Campaign],
    *,
    gone: Callable[[str], bool] = lambda _: False,
    stop: Callable[[], bool] = lambda: False,
) -> Configured:
    """Read the settings topics, answer, and carry out what was approved. Cut off anywhere, it is run again.

    `lease` is that of the settings scope; `files` are campaigns whose files lie on the server, by slug.
    """
    run = _Run(Court(desk, declarer, frozenset(), files), lease, gone)
    reconciler = desk.reconciler
    reconciler.settle(SETTINGS_SCOPE)
    category = desk.documents.settings_category(place.group, place.bridge_group)
    first = desk.clock.now().date().replace(day=1)
    how = desk.documents.settings_how(declarer.scaffold(first))
    view = reconciler.look(SETTINGS_SCOPE, [category], force=True, again=False)
    if view.snapshot is not None:
        if _is_open(view.snapshot):
            return Configured(problem=_OPEN)
        _answer_all(run, view, view.snapshot)
    answers = [document for _, document in run.answers.values()]
    made = reconciler.plan(SETTINGS_SCOPE, [category, how, *answers], view=view)
    applied = reconciler.apply(made, lease, force=True, stop=stop)
    # What could not be answered is read again.
    failed = {run.answers[key][0] for key, _ in applied.failed if key in run.answers}
    with desk.store.begin() as unit:
        for row in run.read:
            if row.topic_id not in failed:
                unit.declarations.put_topic(row)
    if view.snapshot is not None and not failed:
        _remember(run, view.snapshot)
    problem = "; ".join(reason for _, reason in applied.failed)
    return Configured(len(run.answers), tuple(run.approved), problem)


_OPEN = (
    "The category for settings is open to everybody: nothing is read there, and no reply counts. "
    "Take the open groups out of its permissions."
)


def _is_open(snapshot: Snapshot) -> bool:
    permissions = snapshot.category.permissions if snapshot.category is not None else ()
    return bool({permission.rpartition(":")[0] for permission in permissions} & OPEN_GROUPS)


def _answer_all(run: _Run, view: View, snapshot: Snapshot) -> None:
    texts = list(_texts(run, snapshot))
    if not texts:
        return
    run.court = replace(run.court, groups=run.desk.forum.group_names())
    answered = {*run.links(), *view.seen}
    for text in texts:
        wishes = _wishes(snapshot, text.topic_id, answered)
        if wishes:
            # The last word counts, and its answer is one to those before it.
            post, wish = wishes[-1]
            verdict, row = _wished(run, text, post, wish)
            _say(run, text, f"reply-{post.post_id}", verdict)
            run.read.append(row)
        elif text.mark != text.row.read:
            verdict, row = judge(run.court, text.row, text.text, text.mark)
            # A text that was there before is answered again: the last answer is about what stands there.
            _say(run, text, f"file-{text.topic_id}-{text.version}-{text.mark}", verdict)
            run.read.append(row)


def _texts(run: _Run, snapshot: Snapshot) -> Iterator[_Text]:
    """What stands in the topics that may have changed, as far as it is a campaign file or was one."""
    with run.desk.store.begin() as unit:
        rows = {row.topic_id: row for row in unit.declarations.topics()}
    links = run.links()
    ours = {link.topic_id for key, link in links.items() if key.kind in (Kind.START, Kind.CATEGORY)}
    about = snapshot.category.about_topic if snapshot.category is not None else None
    for topic in snapshot.topics:
        if topic.topic_id in ours or topic.topic_id == about or topic.removed:
            continue
        # By lists an edit of a first post shows nowhere, so it is fetched; there are few of these topics.
        shown = topic if topic.first is not None and snapshot.complete else None
        found = shown or run.desk.forum.topic(topic.topic_id)
        if found is None or found.removed or found.first is None:
            continue
        row = rows.get(topic.topic_id)
        text = file_in(found.first.raw)
        if text is None and row is None:
            continue
        _link(run, links, found)
        yield _Text(
            topic.topic_id,
            found.first.version,
            text,
            text_hash(None, text or ""),
            row or SettingsTopic(topic.topic_id),
        )


def _link(run: _Run, links: Mapping[Key, Link], topic: ObservedTopic) -> None:
    """Know a person's topic as the place for answers; nothing of it is compared or kept."""
    if any(link.topic_id == topic.topic_id and key.kind is Kind.SETTINGS for key, link in links.items()):
        return
    assert topic.first is not None
    key = settings_key(f"topic-{topic.topic_id}")
    with run.desk.store.begin() as unit:
        unit.links.put(Link(key, 1, {}, topic_id=topic.topic_id, post_id=topic.first.post_id))


def _wishes(snapshot: Snapshot, topic_id: int, answered: set[Key]) -> list[tuple[ObservedPost, Wish]]:
    found = []
    for post in sorted(snapshot.posts, key=lambda post: post.post_id):
        if post.topic_id != topic_id or post.number <= 1 or post.ours or post.removed or post.author <= 0:
            continue
        wish = wish_of(post.raw)
        if wish is not None and _answer_key(f"reply-{post.post_id}") not in answered:
            found.append((post, wish))
    return found


def _wished(run: _Run, text: _Text, post: ObservedPost, wish: Wish) -> tuple[Verdict, SettingsTopic]:
    """Carry out a reply that approves, if it approves what stands there and what was shown."""
    if wish is Wish.UNCLEAR:
        return Verdict(Outcome.UNCLEAR), text.row
    verdict, row = judge(run.court, text.row, text.text, text.mark)
    if verdict.outcome not in (Outcome.PLAN, Outcome.SAME):
        return verdict, row
    latest = run.court.latest(row.campaign)
    if latest is not None and latest.owner is Owner.FORUM and latest.text == text.text:
        # A run that was cut off has taken it already, or nothing was changed.
        return replace(verdict, outcome=Outcome.FOLLOWS), row
    fresh = text.mark == text.row.read and text.row.shown == row.shown
    if not fresh or post.post_id < _last_answer(run, text.topic_id):
        return replace(verdict, outcome=Outcome.NEW_PLAN), row
    return _carried_out(run, text, row, verdict, anyway=wish is Wish.ANYWAY), row


def _carried_out(run: _Run, text: _Text, row: SettingsTopic, verdict: Verdict, *, anyway: bool) -> Verdict:
    assert text.text is not None
    campaign = run.court.declarer.read(text.text, groups=run.court.groups)
    before = run.court.latest(campaign.slug)

    def keep(made: Plan) -> bool:
        guard(made, force=anyway)
        run.lease.check()
        assert text.text is not None
        _add(run, campaign.slug, Owner.FORUM, text.text, row.topic_id)
        return True

    try:
        with hold(run.desk.store, run.desk.clock, campaign.slug, run.lease.holder, gone=run.gone) as lease:
            _, applied = apply(run.desk, campaign, lease, force=anyway, confirm=keep)
    except UnsafePlan as problem:
        return replace(verdict, outcome=Outcome.UNSAFE, what=problem.what)
    except Permanent as problem:
        # Mostly a category that the bridge may not make.
        if before is not None and before.owner is Owner.FORUM:
            return replace(verdict, outcome=Outcome.APPLIED, created=0, updated=0, failed=(problem.what,))
        _add(run, campaign.slug, Owner.FILE, "", None)
        return replace(verdict, outcome=Outcome.REFUSED, what=problem.what, hint=problem.hint)
    assert applied is not None
    run.approved.append(campaign.slug)
    return _applied(verdict, applied)


def _add(run: _Run, campaign: str, owner: Owner, text: str, topic_id: int | None) -> None:
    with run.desk.store.begin() as unit:
        before = unit.declarations.latest(campaign)
        number = 1 if before is None else before.number + 1
        unit.declarations.add(Declaration(campaign, number, owner, text, topic_id, run.desk.clock.now()))


def _applied(verdict: Verdict, applied: Applied) -> Verdict:
    return replace(
        verdict,
        outcome=Outcome.APPLIED,
        created=len(applied.created),
        updated=len(set(applied.updated)),
        failed=tuple(f"{key.kind} {key.name}: {reason}" for key, reason in applied.failed),
    )


def _last_answer(run: _Run, topic_id: int) -> int:
    """The number of the bridge's newest post in a topic: what was written before it did not know it."""
    return max(
        (
            link.post_id or 0
            for key, link in run.links().items()
            if key.kind is Kind.NOTICE and link.topic_id == topic_id
        ),
        default=0,
    )


def _say(run: _Run, text: _Text, name: str, verdict: Verdict) -> None:
    parent = next(
        key
        for key, link in run.links().items()
        if key.kind is Kind.SETTINGS and link.topic_id == text.topic_id and link.state is LinkState.ACTIVE
    )
    key = _answer_key(name)
    run.answers[key] = text.topic_id, run.desk.documents.settings_answer(key, parent, verdict)


def _answer_key(name: str) -> Key:
    return Key(SETTINGS_SCOPE, Kind.NOTICE, name)


def _remember(run: _Run, snapshot: Snapshot) -> None:
    """Keep what spares the next look requests, and nothing that was written there."""
    topics = [replace(topic, first=None) for topic in own_topics(snapshot.topics, run.links().values())]
    with run.desk.store.begin() as unit:
        unit.ledger.put_topics(SETTINGS_SCOPE, topics)
        unit.ledger.remember(SETTINGS_SCOPE, snapshot.memory, run.desk.clock.now())
