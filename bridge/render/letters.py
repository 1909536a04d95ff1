"""The bridge's answers to ideas that come by private message."""

from __future__ import annotations

from collections.abc import Callable

from bridge.domain.campaign import Campaign
from bridge.domain.document import Document, Facet
from bridge.domain.message import Letter, letter_key
from bridge.render.environment import Templates
from bridge.render.inert import inert, inert_line, shortened

# Posts end at 32,000 characters; what stands around the text has to fit in as well.
_ROOM = 20_000


def letter(
    templates: Templates, campaign: Campaign, post: int, said: Letter, topic_url: Callable[[int], str]
) -> Document:
    """The answer to one post in a private message.

    Where an operator's own template leaves the receipt's code out it goes before the text all the same:
    without it the author has no way back.
    """
    body = templates.render(
        f"message/{said.said}.md.j2",
        {
            "campaign": campaign,
            "code": said.code,
            "title": inert_line(said.title),
            "text": inert(shortened(said.text, _ROOM)),
            "question": inert_line(said.question[1]),
            "masked": [
                {
                    "placeholder": inert_line(place.placeholder),
                    "why": inert_line(place.why),
                    "context": inert_line(place.context),
                }
                for place in said.masked
            ],
            "near": [
                {"title": inert_line(found.title), "link": topic_url(found.topic_id)}
                for found in said.near
                if found.topic_id is not None
            ],
            "questions": [(key, inert_line(title)) for key, title in said.questions],
            "what": inert_line(said.what),
            "hint": inert_line(said.hint),
        },
    )
    if said.code and said.code not in body:
        body = f"**{said.code}**\n\n{body}"
    return Document(key=letter_key(campaign.slug, post, said), facets={Facet.BODY: body})
