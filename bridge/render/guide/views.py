"""What pages show of an idea: names instead of ids, figures in words, and its bar of support."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from bridge.domain.campaign import Campaign
from bridge.domain.followup import Course
from bridge.domain.guide import Guide, GuideIdea
from bridge.domain.idea import Experience, IdeaStatus
from bridge.domain.language import gettext as _
from bridge.domain.language import gettext_noop, ngettext
from bridge.domain.ranking import Badge, Standing
from bridge.domain.trial import Result
from bridge.domain.wording import counted, share
from bridge.render.inert import clean, shortened
from bridge.render.words import day, month

TopicLink = Callable[[int], str]

STATUS = {
    IdeaStatus.NEW: gettext_noop("New"),
    IdeaStatus.IN_DISCUSSION: gettext_noop("In discussion"),
    IdeaStatus.SHORTLISTED: gettext_noop("On the shortlist"),
    IdeaStatus.CHOSEN: gettext_noop("Chosen"),
    IdeaStatus.BEING_TRIED: gettext_noop("Being tried"),
    IdeaStatus.DONE: gettext_noop("Done"),
    IdeaStatus.NOT_NOW: gettext_noop("Not now"),
    IdeaStatus.WITHDRAWN: gettext_noop("Taken back"),
}

COURSE = {
    Course.MOVING: gettext_noop("It is moving"),
    Course.STUCK: gettext_noop("It is stuck"),
    Course.STOPPED: gettext_noop("It has stopped"),
    Course.DONE: gettext_noop("It is done"),
    None: gettext_noop("Nobody has said yet"),
}

RESULT = {
    Result.WORKED: gettext_noop("It worked"),
    Result.PARTLY: gettext_noop("It worked in part"),
    Result.DID_NOT: gettext_noop("It did not work"),
}

WHY_NO_SIDES = {
    Standing.TOO_FEW_PEOPLE: gettext_noop(
        "Too few people voted on enough ideas to tell sides of opinion apart."
    ),
    Standing.NO_CLEAR_SIDES: gettext_noop("The votes show no clear difference of opinion to look across."),
    Standing.TOO_FEW_ACROSS: gettext_noop("Too few people on both sides voted on this idea to say more."),
    Standing.SCORED: "",
}

_BADGE = {
    Badge.CONFIRMED: gettext_noop("Confirmed by enough voters"),
    Badge.NEEDS_VOTES: gettext_noop("Few votes: its place is uncertain"),
    Badge.NONE: "",
}

_SNIPPET = 190


@dataclass(frozen=True, slots=True)
class View:
    """An idea with everything in words. `solution`: it is presented as one.

    `stages` are check-ins (day, course, note), `since` the day of its status, `trials` say where it was tried
    (place and month, result, words). `href` is its page from the site's folder. `bar` is decoration: the same
    stands in `support`, `low` and `high`. All of these are empty where nobody `voted`.
    """

    idea: GuideIdea
    href: str
    title: str
    snippet: str
    question: str
    role: str
    lenses: tuple[tuple[str, str], ...]
    status: str
    tried: bool
    solution: bool
    voted: bool
    place: str
    support: str
    range: str
    low: str
    high: str
    people: str
    across: str
    why_no_sides: str
    badge: str
    bar: Markup
    topic: str | None
    stages: tuple[tuple[str, str, str], ...] = ()
    since: str = ""
    trials: tuple[tuple[str, str, str], ...] = ()

    @property
    def trials_words(self) -> str:
        """In how many places it was tried; empty where in none."""
        if not self.trials:
            return ""
        return ngettext("Tried in %(num)s place", "Tried in %(num)s places", len(self.trials))

    @property
    def id(self) -> str:
        """The idea's id."""
        return self.idea.id


def view(campaign: Campaign, guide: Guide, number: int, topic_link: TopicLink | None) -> View:
    """The idea at this place of the guide's list, from 0."""
    idea = guide.ideas[number]
    ranked, sides = idea.ranked, idea.ranked.sides
    asked = campaign.question(idea.question)
    group = next((group for group in campaign.groups if group.id == idea.role), None)
    voted = idea.voted
    tags = [tag for tag in map(campaign.lens_tag, idea.lenses) if tag is not None]
    return View(
        idea=idea,
        href=f"ideas/{idea.id}.html",
        title=" ".join(clean(idea.title).split()) or shortened(" ".join(clean(idea.text).split()), 80),
        snippet=_snippet(" ".join(clean(idea.title).split()), " ".join(clean(idea.text).split())),
        question=asked.title if asked else "",
        role=group.title if group else "",
        lenses=tuple((tag.tag, tag.title) for tag in tags),
        status=_(STATUS[idea.status]),
        tried=idea.experience is Experience.WE_DID,
        solution=idea.id in guide.solutions,
        voted=voted,
        place=ranked.shown_place,
        support=share(ranked.score) if voted else "",
        range=_("%(low)s to %(high)s", low=share(ranked.low), high=share(ranked.high)) if voted else "",
        low=share(ranked.low) if voted else "",
        high=share(ranked.high) if voted else "",
        people=(
            _("%(people)s voted", people=counted(ranked.tally.voters, "person"))
            if voted
            else _("nobody has voted on it")
        ),
        across="" if sides.score is None else share(sides.score),
        why_no_sides=_said(WHY_NO_SIDES[sides.standing]),
        badge=_said(_BADGE[ranked.badge]) if voted else "",
        bar=bar(ranked.low, ranked.score, ranked.high, guide.ranking.prior.mean) if voted else Markup(),
        stages=tuple(
            (day(stage.day), _(COURSE[stage.course]), stage.note)
            for stage in (idea.became.stages if idea.became else ())
        ),
        since=day(idea.became.since) if idea.became else "",
        trials=tuple(
            (
                f"{tried.place}{f', {month(tried.month)}' if tried.month else ''}",
                _(RESULT[tried.result]),
                tried.words,
            )
            for tried in idea.trials
        ),
        topic=topic_link(idea.topic_id) if topic_link is not None and idea.topic_id is not None else None,
    )


def _said(message: str) -> str:
    return _(message) if message else ""


def _snippet(title: str, text: str) -> str:
    """How the text goes on after what its title says already; empty where it says no more.

    A title that is the beginning of a sentence leaves its end: an ellipsis says so.
    """
    said = title.rstrip(".!?… ")
    if not said or not text.casefold().startswith(said.casefold()):
        return shortened(text, _SNIPPET)
    rest = text[len(said) :]
    if rest[:1].isalnum():
        return shortened(text, _SNIPPET)
    goes_on = rest.lstrip(" .,;:!?…-–")
    if not goes_on:
        return ""
    ended = rest.lstrip(" ")[:1] in (".", "!", "?")
    return shortened(goes_on[:1].upper() + goes_on[1:] if ended else f"… {goes_on}", _SNIPPET)


def bar(low: float, score: float, high: float, mean: float) -> Markup:
    """A line from 0 to 100 % with the likely range, the support and the average of all ideas."""

    def at(value: float) -> str:
        return f"{100 * value:.1f}".removesuffix(".0")

    return Markup(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false">'
        '<rect class="track" y="3" width="100" height="4"/>'
        '<rect class="range" x="{}" y="2" width="{}" height="6"/>'
        '<rect class="mean" x="{}" width="0.5" height="10"/>'
        '<rect class="point" x="{}" width="1.6" height="10"/></svg>'
    ).format(at(low), at(high - low), at(max(mean - 0.0025, 0)), at(max(score - 0.008, 0)))
