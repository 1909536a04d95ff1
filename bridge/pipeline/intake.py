"""Take ideas in: mask, look for near duplicates, put them into moderation. Sending twice changes nothing."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.idea import Submission, SubmissionState
from bridge.domain.language import gettext as _
from bridge.domain.language import gettext_noop
from bridge.domain.phase import Right
from bridge.pipeline.anonymise import Anonymised, TitleOf, anonymise
from bridge.pipeline.moderate import later_id, settle
from bridge.pipeline.raw import RawIdea
from bridge.ports import Pseudonyms, Redactor, Similarity, Store, UnitOfWork

_NOBODY = 0
"""No forum user has this id, so the pseudonym made from it is nobody's and serves as a key."""

CLOSED = gettext_noop("arrived when ideas were not asked for")
OTHER_QUESTION = gettext_noop("arrived when this question was not open")
FUTURE = gettext_noop("dated in the future")
NEAR = gettext_noop("says nearly the same as another idea")


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """What became of the ideas handed in; numbers only.

    `received` = `known` + `empty` + `waiting` + `accepted` + `merged`. `known` were here before, in whatever
    state, or stand twice in the same set. `merged` are reviewed ideas with the very words of an idea that is
    there already. `flagged` counts reasons for a person to look. `doubtful` counts finds that are
    masked and leave a question open; `doubtful_accepted` are ideas with such finds, still masked, that went
    on because the reviewers of the whole set answer for it.
    """

    received: int = 0
    known: int = 0
    empty: int = 0
    waiting: int = 0
    accepted: int = 0
    merged: int = 0
    doubtful_accepted: int = 0
    flagged: Counter[str] = field(default_factory=Counter)
    masked: Counter[str] = field(default_factory=Counter)
    doubtful: Counter[str] = field(default_factory=Counter)


def submit(
    store: Store,
    redactor: Redactor,
    similarity: Similarity,
    campaign: Campaign,
    raw_ideas: Iterable[RawIdea],
    now: datetime,
    *,
    title_of: TitleOf,
    pseudonyms: Pseudonyms,
    reviewed: bool = False,
) -> IntakeReport:
    """Take in ideas in the order given; all of them or, on an error, none.

    Each becomes a waiting submission with its reasons. With `reviewed` a person has looked at the whole set
    elsewhere: every find is masked all the same, doubtful ones too, everything else is taken as given and
    accepted at once, near duplicates and odd dates included; the report counts them. Ideas of the set that
    wait from an earlier intake are accepted as well, except where two people have to agree.
    UserProblem for a question that nobody asks.

    Idempotent: a submission's id is derived from campaign, question and *redacted* text, so the same words
    are known again, also after they were accepted, returned or rejected. Nothing masked can be tried out on
    such an id, and since it is keyed with the campaign's own secret, nobody can compute it from a published
    idea and so learn at what hour the idea arrived. Once that key is destroyed nothing more is taken in.
    """
    secret = secret_of(pseudonyms, campaign.slug)
    report = Counter[str]()
    masked, doubtful, flagged = Counter[str](), Counter[str](), Counter[str]()
    drafts: dict[str, tuple[Submission, Anonymised]] = {}
    for raw in raw_ideas:
        report["received"] += 1
        made = anonymise(raw, redactor, title_of)
        if not made.text:
            report["empty"] += 1
            continue
        draft = draft_of(campaign, raw, made, now, secret)
        if draft.id in drafts:
            report["known"] += 1
        else:
            drafts[draft.id] = draft, made
    fresh, known_texts = _unknown(store, campaign, [draft for draft, _ in drafts.values()])
    ready = {draft.id: draft for draft in compared(fresh, known_texts, similarity)}
    with store.begin() as unit:
        for key, (draft, made) in drafts.items():
            submission = ready.get(key, draft)
            # Someone else may have handed in the same words since they were looked for.
            if unit.submissions.add(submission):
                masked += made.masked
                doubtful += made.doubtful
                flagged.update(submission.reasons)
            else:
                here = unit.submissions.get(campaign.slug, key)
                if not reviewed or here is None or not _vouched(here):
                    report["known"] += 1
                    continue
                submission = here
            if not reviewed:
                report["waiting"] += 1
                continue
            report["merged" if settle(unit, submission, now).merged else "accepted"] += 1
            report["doubtful_accepted"] += bool(made.doubtful)
    return IntakeReport(**report, flagged=flagged, masked=masked, doubtful=doubtful)


def submission_id(secret: bytes, campaign: str, question: str, text: str) -> str:
    """Twenty-four hex digits from redacted words, keyed; spaces and capitals make no difference."""
    folded = " ".join(text.casefold().split())
    return hmac.new(secret, f"{campaign}\x00{question}\x00{folded}".encode(), hashlib.sha256).hexdigest()[:24]


def _vouched(here: Submission) -> bool:
    """Whether the reviewers of a set answer for one that waits: not where two people here have to agree."""
    return here.state is SubmissionState.WAITING and not here.second


def secret_of(pseudonyms: Pseudonyms, campaign: str) -> bytes:
    """The campaign's own secret, from which the ids of submissions are made."""
    return pseudonyms.of(campaign, _NOBODY).encode()


def draft_of(campaign: Campaign, raw: RawIdea, made: Anonymised, now: datetime, secret: bytes) -> Submission:
    """The submission that a raw idea becomes, not yet compared with others.

    UserProblem for a question that nobody asks.
    """
    if campaign.question(raw.question) is None:
        asked = ", ".join(question.id for question in campaign.questions)
        raise UserProblem(
            f"An idea answers a question that {campaign.slug} does not ask.",
            hint=f"The campaign asks {asked}.",
        )
    sent = raw.submitted_at or now
    reasons = list(made.reasons)
    if sent > now:
        reasons.append(_(FUTURE))
    elif not campaign.allows(Right.IDEA, sent):
        reasons.append(_(CLOSED))
    elif not campaign.allows_for(Right.IDEA, raw.question, sent):
        reasons.append(_(OTHER_QUESTION))
    return Submission(
        id=submission_id(secret, campaign.slug, raw.question, made.text),
        campaign=campaign.slug,
        question=raw.question,
        title=made.title,
        text=made.text,
        role=raw.role,
        lenses=raw.lenses,
        experience=raw.experience,
        # Of the time of arrival the day is kept: an hour could be matched with a rota.
        received=min(sent, now).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0),
        source=raw.source,
        reasons=tuple(reasons),
        masked=made.places,
        second=made.second,
    )


def texts_here(unit: UnitOfWork, campaign: str) -> dict[str, str]:
    """The texts that a new one is compared with, by (later) idea id: what waits, and what stands."""
    texts = {later_id(unit, other): other.text for other in unit.submissions.waiting(campaign)}
    texts |= {idea.id: idea.text for idea in unit.ideas.all(campaign) if idea.stands}
    return texts


def _unknown(
    store: Store, campaign: Campaign, drafts: Sequence[Submission]
) -> tuple[list[tuple[str, Submission]], dict[str, str]]:
    """Drafts that are not here yet, and the texts that they are compared with; both by (later) idea id."""
    with store.begin() as unit:
        fresh = [
            (later_id(unit, draft), draft)
            for draft in drafts
            if unit.submissions.get(campaign.slug, draft.id) is None
        ]
        if not fresh:
            return [], {}
        texts = texts_here(unit, campaign.slug)
    return fresh, texts


def compared(
    drafts: Sequence[tuple[str, Submission]], texts: dict[str, str], similarity: Similarity
) -> list[Submission]:
    """Drafts with their nearest neighbours among what is known and what came before them in the set.

    Drafts and texts are named by (later) idea id.
    """
    ready = []
    for name, draft in drafts:
        near = tuple(similarity.near(draft.text, texts))
        reasons = (*draft.reasons, _(NEAR)) if near else draft.reasons
        ready.append(replace(draft, near=near, reasons=reasons, state=SubmissionState.WAITING))
        texts[name] = draft.text
    return ready
