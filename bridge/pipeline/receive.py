"""Take in one idea from somebody who is there: show how it would appear, then keep it and give a receipt.

Every door that answers (form, interface, private message) comes here. Nothing is stored by a preview.
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.idea import (
    Decision,
    Masked,
    ModerationEntry,
    Submission,
    rounded_to_hour,
)
from bridge.domain.identity import Kind
from bridge.domain.language import gettext as _
from bridge.domain.language import spoken
from bridge.domain.phase import Right
from bridge.domain.receipt import CODE_BITS, Holds, Receipt, new_code, read_code
from bridge.pipeline.anonymise import Anonymised, TitleOf, anonymise
from bridge.pipeline.intake import compared, draft_of, secret_of, submission_id, texts_here
from bridge.pipeline.moderate import later_id, standing
from bridge.pipeline.raw import RawIdea
from bridge.ports import Lock, Marks, Pseudonyms, Redactor, Similarity, Store, UnitOfWork

_ATTACHED = re.compile(r"\bupload://|\|attachment\]\(|\bdata:[a-z]+/[a-z0-9.+-]+;base64,", re.IGNORECASE)
"""How a file shows in a text that was written in the forum, or pasted."""

LONGEST_SIGNS = 10_000
"""No idea is longer, whatever a campaign allows in words: more is no idea but a document."""


@dataclass(frozen=True, slots=True)
class Doors:
    """What every door works with."""

    store: Store
    redactor: Redactor
    similarity: Similarity
    title_of: TitleOf
    pseudonyms: Pseudonyms
    marks: Marks
    lock: Lock


class NotOpen(UserProblem):
    """Ideas are not asked for now; `opens` says when they will be, None if never again."""

    def __init__(self, what: str, *, hint: str = "", opens: datetime | None = None) -> None:
        super().__init__(what, hint=hint)
        self.opens = opens


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A published idea that says nearly the same; `score` in 0..1, `topic_id` is its place in the forum."""

    idea: str
    title: str
    text: str
    score: float
    topic_id: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """How an idea would appear, what was masked and why, and what is there already."""

    title: str
    text: str
    masked: tuple[Masked, ...]
    near: tuple[Neighbour, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """The code of the receipt, shown once and kept nowhere; `known`: the same call gave it before."""

    code: str
    known: bool


def preview(doors: Doors, campaign: Campaign, raw: RawIdea, now: datetime, *, late: bool = False) -> Preview:
    """How this idea would appear; stores nothing. NotOpen or UserProblem where it cannot be taken in.

    `late`: it is a new version of what is there already.
    """
    made = fit(doors, campaign, raw, now, late=late)
    with doors.store.begin() as unit:
        ideas = {
            idea.id: idea
            for idea in unit.ideas.all(campaign.slug)
            if idea.published is not None and idea.stands
        }
        topics = {
            link.key.name: link.topic_id
            for link in unit.links.all(campaign.slug)
            if link.key.kind is Kind.IDEA
        }
    # Only what is public: the author of a waiting text would not want it shown to whoever types something.
    matches = doors.similarity.near(made.text, {key: idea.text for key, idea in ideas.items()})
    near = tuple(
        Neighbour(
            match.idea,
            ideas[match.idea].title,
            ideas[match.idea].text,
            match.score,
            topics.get(match.idea),
        )
        for match in matches
    )
    return Preview(made.title, made.text, made.places, near, made.second)


def receive(
    doors: Doors, campaign: Campaign, raw: RawIdea, now: datetime, *, code: str | None = None
) -> Received:
    """Keep an idea for the moderators, and give the code by which its author comes back.

    All in one transaction. With a `code` given the same call made twice changes nothing. Of the time of
    arrival only the day is kept. NotOpen or UserProblem where it cannot be taken in.
    """
    given = new_code(secrets.randbits(CODE_BITS)) if code is None else read_code(code)
    if given is None:
        raise ValueError("no code of a receipt")
    mark = doors.marks.mark(campaign.slug, given)
    with doors.store.begin() as unit:
        if unit.receipts.get(campaign.slug, mark) is not None:
            return Received(given, known=True)
    made = fit(doors, campaign, raw, now)
    draft = drafted(doors, campaign, raw, made, now)
    with doors.store.begin() as unit:
        if unit.receipts.get(campaign.slug, mark) is not None:
            return Received(given, known=True)
        subject = take(unit, draft, secret_of(doors.pseudonyms, campaign.slug))
        unit.receipts.put(Receipt(campaign.slug, mark, Holds.SUBMISSION, subject))
    return Received(given, known=False)


def support(doors: Doors, campaign: Campaign, idea: str, now: datetime) -> None:
    """Count a published idea as said once more, instead of taking in nearly the same words.

    It is no vote: those are given in the forum, one a person. NotOpen where ideas are not asked for,
    UserProblem for an idea that is not published.
    """
    with doors.store.begin() as unit:
        target = standing(unit, campaign.slug, idea)
        if target is None or target.published is None:
            raise UserProblem(_("This idea is not published."), hint=_("Send in your own words instead."))
        check_open(campaign, target.question, now)
        entry = ModerationEntry(campaign.slug, target.id, Decision.MERGE, "", rounded_to_hour(now))
        unit.ideas.log(entry)


def fit(doors: Doors, campaign: Campaign, raw: RawIdea, now: datetime, *, late: bool = False) -> Anonymised:
    """The idea as it would be kept. NotOpen, or UserProblem with words for whoever typed it.

    `late`: a new version of what is there already, which may come after new ideas are asked for.
    """
    if not late:
        check_open(campaign, raw.question, now)
    signs = len(raw.text) + len(raw.title)
    most = campaign.intake.longest_words
    words = len(raw.text.split())
    if words > most or signs > LONGEST_SIGNS:
        raise UserProblem(
            _(
                "This text has %(words)s words; %(most)s are the most.",
                words=spoken().number(words),
                most=spoken().number(most),
            ),
            hint=_("Say the heart of it. What is left out can go into a reply in the forum."),
        )
    if _ATTACHED.search(f"{raw.title}\n{raw.text}"):
        raise UserProblem(
            _("Files and pictures are not taken: they often show who made them, and where."),
            hint=_("Say in words what can be seen in it."),
        )
    made = anonymise(raw, doors.redactor, doors.title_of)
    if not made.text:
        raise UserProblem(_("There is no text yet."), hint=_("Write your idea, then go on."))
    declared = {group.id for group in campaign.groups}
    tags = {tag.tag for lens in campaign.lenses for tag in lens.tags}
    if raw.role not in {None, *declared} or not set(raw.lenses) <= tags:
        raise UserProblem(
            _("A role or a tag is not one of this campaign's."), hint=_("Choose from those that are offered.")
        )
    return made


def check_open(campaign: Campaign, question: str, now: datetime) -> None:
    """NotOpen where this question does not take ideas now, in words that say when it does."""
    asked = campaign.question(question)
    if asked is None:
        titles = ", ".join(f"“{known.title}”" for known in campaign.questions)
        raise NotOpen(
            _("This campaign does not ask that question."), hint=_("It asks %(titles)s.", titles=titles)
        )
    if campaign.allows_for(Right.IDEA, question, now):
        return
    opening = [
        phase.opens
        for phase in campaign.phases
        if phase.opens > now
        and Right.IDEA in phase.rights
        and (not phase.questions or question in phase.questions)
    ]
    if opening:
        first = min(opening)
        day = campaign.local(first)
        time = f"{day:%H:%M}"
        raise NotOpen(
            _("Ideas for this question are not asked for yet."),
            hint=_(
                "They can be sent in from %(day)s, %(time)s.",
                day=spoken().day(day.date()),
                time=time,
            ),
            opens=first,
        )
    raise NotOpen(
        _("Ideas for this question are not asked for any more."),
        hint=_("You can still read the ideas and the replies in the forum."),
    )


def drafted(
    doors: Doors, campaign: Campaign, raw: RawIdea, made: Anonymised, now: datetime, *, own: str = ""
) -> Submission:
    """The submission that it becomes, with its near duplicates, locked raw text and day of arrival.

    `own` is the (later) idea id of the words in whose place it comes.
    """
    plain = replace(raw, submitted_at=None)
    draft = draft_of(campaign, plain, made, now, secret_of(doors.pseudonyms, campaign.slug))
    with doors.store.begin() as unit:
        name, texts = later_id(unit, draft), texts_here(unit, campaign.slug)
    texts.pop(own, None)
    (ready,) = compared([(name, draft)], texts, doors.similarity)
    typed = json.dumps({"title": raw.title, "text": raw.text}, ensure_ascii=False).encode("utf-8", "replace")
    return replace(ready, raw=doors.lock.lock(typed))


def take(unit: UnitOfWork, draft: Submission, secret: bytes) -> str:
    """Inside a transaction: keep a draft; the id under which it waits.

    Words that are here already wait under an id of their own, and moderators see that they say the same. If
    two receipts led to one submission, whoever sends words would learn that somebody sent them before, how
    that stands, and what moderators asked its author.
    """
    key, again = draft.id, 0
    while not unit.submissions.add(replace(draft, id=key)):
        again += 1
        key = submission_id(secret, draft.campaign, draft.question, f"{draft.text}\x00{again}")
    return key
