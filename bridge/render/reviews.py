"""What moderators see of the review inside the forum: its category, a topic for each idea, the answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bridge.domain.campaign import Campaign
from bridge.domain.document import Document, Facet, FacetValue
from bridge.domain.health import Health
from bridge.domain.idea import Experience, SubmissionState
from bridge.domain.identity import answer_key
from bridge.domain.language import gettext as _
from bridge.domain.language import spoken
from bridge.domain.reasons import REASONS
from bridge.domain.review import DECIDED, OPEN, Answer, Sheet
from bridge.render.environment import Templates
from bridge.render.inert import fitting, inert_line, inert_title, shortened
from bridge.render.keys import health_key, review_category_key, review_key
from bridge.render.words import beginning, day

# Names of categories end at fifty characters (CONTRACT, section 5).
_CATEGORY_NAME = 50
# Posts end at 32,000 characters; the text gets what all the rest leaves, and that is held short.
_LONGEST = 31_000
_ROOM = 20_000
_PLACES = 25
_TURNS = 12
_TURN = 500
_NEAR_TITLE = 120
_SHORT_ID = 8


def category(templates: Templates, campaign: Campaign) -> Document:
    """The category in which a campaign's ideas are reviewed: the reviewers' group and the bridge's alone."""
    placement = campaign.placement
    name = shortened(inert_title(_("Review: %(campaign)s", campaign=campaign.title)), _CATEGORY_NAME)
    return Document(
        key=review_category_key(campaign.slug),
        facets={
            Facet.TITLE: name,
            Facet.PERMISSIONS: tuple(sorted({f"{placement.review_group}:1", f"{placement.bridge_group}:1"})),
        },
        settings={
            "slug": f"review-{campaign.slug}",
            "color": placement.color.removeprefix("#"),
            "description": templates.render("forum/review-category.md.j2", {"campaign": campaign}),
        },
    )


def health(templates: Templates, campaign: Campaign, found: Health, now: datetime) -> Document:
    """The pinned topic of the review's category that says how the campaign is, the same all day."""
    body = templates.render(
        "forum/health.md.j2",
        {
            "campaign": campaign,
            "health": found,
            "today": day(campaign.local(now).date()),
            "pulled": beginning(found.pulled, campaign.zone) if found.pulled is not None else "",
            "troubled": [
                (name, inert_line(shortened(job.note, _TURN)))
                for name, job in found.jobs.items()
                if not job.done
            ],
        },
    )
    return Document(
        key=health_key(campaign.slug),
        parent=review_category_key(campaign.slug),
        facets={
            Facet.TITLE: _("How the campaign is doing"),
            Facet.BODY: body,
            Facet.PINNED: True,
            Facet.CLOSED: True,
            Facet.LISTED: True,
        },
    )


def waiting(
    templates: Templates,
    campaign: Campaign,
    sheet: Sheet,
    topic_url: Callable[[int], str],
    dated: datetime,
) -> Document:
    """The topic of an idea that waits. Lists and mails show its title, so that says nothing of the idea."""
    shown = sheet.submission
    asked = campaign.question(shown.question)
    group = next((known for known in campaign.groups if known.id == shown.role), None)
    tags = [tag for tag in map(campaign.lens_tag, shown.lenses) if tag is not None]
    near = [
        {
            "title": inert_line(shortened(found.title, _NEAR_TITLE)),
            "link": topic_url(found.topic_id) if found.topic_id is not None else None,
            "score": spoken().percent(found.score),
            "idea": found.idea,
        }
        for found in sheet.near
    ]
    places = [
        {
            "placeholder": inert_line(place.placeholder),
            "why": inert_line(place.why),
            "asked": place.asked,
            "context": inert_line(place.context),
        }
        for place in shown.masked
    ]
    questions = [place for place in places if place["asked"]]
    masked = [place for place in places if not place["asked"]]
    revises = sheet.revises

    context = {
        "campaign": campaign,
        "title": inert_line(shown.title),
        "question": inert_line(asked.title) if asked else inert_line(shown.question),
        "role": inert_line(group.title) if group else "",
        "lenses": [inert_line(tag.title) for tag in tags],
        "we_did": shown.experience is Experience.WE_DID,
        "questions": questions[:_PLACES],
        "more_questions": len(questions[_PLACES:]),
        "masked": masked[:_PLACES],
        "more_masked": len(masked[_PLACES:]),
        "reasons": [inert_line(reason) for reason in shown.reasons],
        "near": near,
        "second": [inert_line(why) for why in shown.second],
        "agreed": shown.agreed_by is not None,
        "dialogue": [
            (str(turn.speaker), inert_line(shortened(turn.text, _TURN))) for turn in shown.dialogue[-_TURNS:]
        ],
        "new_version": shown.revises is not None,
        "revises": topic_url(revises.topic_id) if revises and revises.topic_id is not None else None,
        "codes": list(REASONS),
    }

    def with_room(room: int) -> str:
        return templates.render("forum/review.md.j2", {**context, "text": fitting(shown.text, room)})

    body = with_room(_ROOM)
    if len(body) > _LONGEST:
        body = with_room(max(_ROOM - (len(body) - _LONGEST), 1))
    return Document(
        key=review_key(campaign.slug, shown.id),
        parent=review_category_key(campaign.slug),
        facets={
            Facet.TITLE: _title(campaign, shown.question, shown.id),
            Facet.BODY: body,
            Facet.CLOSED: False,
            Facet.LISTED: True,
            Facet.HISTORY: OPEN,
        },
        dated=dated,
    )


def decided(
    templates: Templates,
    campaign: Campaign,
    submission: str,
    question: str | None,
    state: SubmissionState | None,
) -> Document:
    """The same topic once it is decided: a line that says only what was decided, closed and out of sight.

    `state` is None where the review no longer goes on in the forum. Nothing tells which idea came of it.
    """
    body = templates.render(
        "forum/review-decided.md.j2", {"campaign": campaign, "state": str(state) if state else ""}
    )
    facets: dict[Facet, FacetValue] = {
        Facet.BODY: body,
        Facet.CLOSED: True,
        Facet.LISTED: False,
        Facet.HISTORY: DECIDED,
    }
    if question is not None:
        facets[Facet.TITLE] = _title(campaign, question, submission)
    return Document(
        key=review_key(campaign.slug, submission), parent=review_category_key(campaign.slug), facets=facets
    )


def answer(templates: Templates, campaign: Campaign, submission: str, post: int, given: Answer) -> Document:
    """The reply under a moderator's reply that says what it did, or why not."""
    body = templates.render(
        "forum/review-answer.md.j2",
        {
            "campaign": campaign,
            "told": str(given.told),
            "what": inert_line(given.what),
            "hint": inert_line(given.hint),
            "needs": [inert_line(why) for why in given.needs],
            "codes": {code: _(words) for code, words in REASONS.items()},
        },
    )
    return Document(
        key=answer_key(campaign.slug, post),
        parent=review_key(campaign.slug, submission),
        facets={Facet.BODY: body},
    )


def _title(campaign: Campaign, question: str, submission: str) -> str:
    known = [asked.id for asked in campaign.questions]
    short = submission[:_SHORT_ID]
    if question not in known:
        return _("An idea for a question (%(id)s)", id=short)
    return _("An idea for question %(number)s (%(id)s)", number=known.index(question) + 1, id=short)
