"""What people talk about: the topics of questions, stories and ideas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bridge.domain.campaign import Campaign, VoteMethod
from bridge.domain.document import POLL_CLOSED, POLL_NAME, POLL_OPEN, Document, Facet, FacetValue
from bridge.domain.errors import UserProblem
from bridge.domain.idea import Experience, Idea, IdeaStatus, rounded_to_hour
from bridge.domain.language import gettext as _
from bridge.domain.phase import Right
from bridge.render.environment import Templates
from bridge.render.inert import fitting, inert_line, inert_title
from bridge.render.keys import category_key, idea_key, question_key, story_key
from bridge.render.tags import tag_set
from bridge.render.timetable import phase_words, phases_asking, replies_to_come

# Shorter titles are refused (OBSERVED, section 3: 15 to 255 characters).
_TITLE_MIN = 15
_TITLE_FROM_TEXT = 100

# Posts end at 32,000 characters (OBSERVED, section 3); the rest is for what stands around an idea.
_IDEA_ROOM = 28_000


def question(templates: Templates, campaign: Campaign, question_id: str, now: datetime) -> Document:
    """A question's pinned topic; closed while its phase lets nobody reply to it."""
    asked = campaign.question(question_id)
    if asked is None:
        raise UserProblem(
            f"The campaign {campaign.slug} has no question {question_id!r}.",
            hint="Use one of: " + ", ".join(known.id for known in campaign.questions) + ".",
        )
    body = templates.render(
        "forum/question.md.j2",
        {
            "campaign": campaign,
            "question": asked,
            "number": campaign.questions.index(asked) + 1,
            "phases": [phase_words(campaign, phase) for phase in phases_asking(campaign, asked.id)],
            "polls": campaign.voting.method is VoteMethod.POLL,
        },
    )
    title = inert_title(asked.title)
    return Document(
        key=question_key(campaign.slug, asked.id),
        parent=category_key(campaign.slug),
        facets={
            Facet.TITLE: title if len(title) >= _TITLE_MIN else _("We ask you: %(title)s", title=title),
            Facet.BODY: body,
            Facet.TAGS: tag_set([asked.tag, campaign.hashtag]),
            Facet.PINNED: True,
            Facet.CLOSED: not campaign.allows_for(Right.REPLY, asked.id, now),
            Facet.LISTED: True,
        },
    )


def story(templates: Templates, campaign: Campaign, story_id: str, now: datetime) -> Document:
    """A story's topic. Talk about it goes on between phases; it closes when no phase with replies is left."""
    told = next((known for known in campaign.stories if known.id == story_id), None)
    if told is None:
        raise UserProblem(
            f"The campaign {campaign.slug} has no story {story_id!r}.",
            hint="Use one of: " + ", ".join(known.id for known in campaign.stories) + ".",
        )
    body = templates.render("forum/story.md.j2", {"campaign": campaign, "story": told})
    title = inert_title(told.title)
    return Document(
        key=story_key(campaign.slug, told.id),
        parent=category_key(campaign.slug),
        facets={
            Facet.TITLE: title
            if len(title) >= _TITLE_MIN
            else _("A story to discuss: %(title)s", title=title),
            Facet.BODY: body,
            Facet.TAGS: tag_set(["story", campaign.hashtag]),
            Facet.CLOSED: not replies_to_come(campaign, now),
            Facet.LISTED: True,
        },
    )


def idea(
    templates: Templates,
    campaign: Campaign,
    shown: Idea,
    now: datetime,
    goes_on: Sequence[str] = (),
    joined: Sequence[str] = (),
) -> Document:
    """An idea's topic with its poll.

    Its text does not depend on the phase: a new phase opens or closes topic and poll by their own switches
    and edits none of the texts. An idea that goes on in another is closed for votes and replies and links
    to it (`goes_on`), as that one does back (`joined`; finished Markdown). A withdrawn one is unlisted, too.
    """
    asked = campaign.question(shown.question)
    merged = shown.merged_into is not None
    withdrawn = shown.status is IdeaStatus.WITHDRAWN
    polls = campaign.voting.method is VoteMethod.POLL
    group = next((known for known in campaign.groups if known.id == shown.role), None)
    lenses = () if withdrawn else shown.lenses
    tags = [tag for tag in map(campaign.lens_tag, lenses) if tag is not None]
    poll = _poll(campaign) if polls else ""
    body = templates.render(
        "forum/idea.md.j2",
        {
            "campaign": campaign,
            "text": fitting(shown.text, _IDEA_ROOM),
            "we_did": shown.experience is Experience.WE_DID,
            "role": inert_line(group.title) if group else "",
            "question": inert_line(asked.title) if asked else "",
            "lenses": [inert_line(tag.title) for tag in tags],
            "merged": merged,
            "goes_on": goes_on,
            "joined": joined,
            "withdrawn": withdrawn,
            "poll": poll,
        },
    )
    if poll not in body:
        # A text that leaves the poll out takes its votes with it (OBSERVED, last section).
        body = f"{body}\n\n{poll}"
    facets: dict[Facet, FacetValue] = {
        Facet.TITLE: _idea_title(shown),
        Facet.BODY: body,
        Facet.TAGS: tag_set(
            [
                asked.tag if asked else None,
                f"status-{shown.status}",
                *(tag.tag for tag in tags),
                campaign.hashtag,
            ]
        ),
        Facet.CLOSED: not shown.stands or not campaign.allows_for(Right.REPLY, shown.question, now),
        Facet.LISTED: not withdrawn,
    }
    if polls:
        votes = shown.stands and campaign.allows_for(Right.VOTE, shown.question, now)
        facets[Facet.POLL] = POLL_OPEN if votes else POLL_CLOSED
    if shown.hidden_before:
        facets[Facet.HISTORY] = str(shown.hidden_before)
    return Document(
        key=idea_key(campaign.slug, shown.id),
        parent=category_key(campaign.slug),
        facets=facets,
        dated=rounded_to_hour(shown.published) if shown.published else None,
    )


def _poll(campaign: Campaign) -> str:
    """The poll as the forum's markup: voters not shown, counts after one's own vote unless declared early."""
    voting = campaign.voting
    results = "always" if voting.early_results else "on_vote"
    options = "\n".join(f"* {inert_line(label)}" for label in (voting.up, voting.down, voting.unsure))
    return (
        f"[poll name={POLL_NAME} type=regular results={results} public=false chartType=bar]\n"
        f"{options}\n[/poll]"
    )


def _idea_title(shown: Idea) -> str:
    title = inert_title(shown.title)
    if len(title) >= _TITLE_MIN:
        return title
    words = f"{title}: {shown.text}" if title else shown.text
    longer = inert_title(words, _TITLE_FROM_TEXT)
    return longer if len(longer) >= _TITLE_MIN else _("An idea in short: %(text)s", text=longer)
