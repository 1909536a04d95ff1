"""The weekly digest as a topic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Digest, IdeaLine, Late
from bridge.domain.document import Document, Facet
from bridge.domain.language import gettext as _
from bridge.domain.language import gettext_noop, ngettext, spoken
from bridge.domain.phase import Right
from bridge.domain.reasons import REASONS
from bridge.pipeline.digest import appears
from bridge.render.drawing import CHART_WIDTH, chart_height
from bridge.render.environment import Templates
from bridge.render.inert import inert_line, inert_title
from bridge.render.keys import category_key, digest_key
from bridge.render.outcomes import course_shown, status_shown
from bridge.render.tags import tag_set
from bridge.render.timetable import ended, phase_words
from bridge.render.words import short_day, span

# A title that takes more than one line of a list hides the ideas below it.
_TITLE = 80
_OTHER = gettext_noop("Other reasons.")


@dataclass(frozen=True, slots=True)
class LineWords:
    """One idea as a template shows it: `link` is finished Markdown, `why` a phrase without full stop."""

    link: str
    why: str


def idea_lines(ideas: Sequence[IdeaLine], topic_url: Callable[[int], str]) -> list[LineWords]:
    """Ideas as templates show them in a list."""
    return [
        LineWords(
            f"[{inert_line(inert_title(line.title, _TITLE))}]({topic_url(line.topic_id)})",
            inert_line(line.why),
        )
        for line in ideas
    ]


@dataclass(frozen=True, slots=True)
class TrialWords:
    """An idea that was tried, in words."""

    link: str
    place: str
    result: str


@dataclass(frozen=True, slots=True)
class LateWords:
    """An overdue check-in as a template shows it; `asked` is the day in words."""

    link: str
    asked: str
    owner: str


def late_lines(late: Sequence[Late], topic_url: Callable[[int], str]) -> list[LateWords]:
    """Overdue check-ins as templates show them in a list."""
    links = idea_lines([one.line for one in late], topic_url)
    return [
        LateWords(line.link, short_day(one.asked), inert_line(one.owner))
        for line, one in zip(links, late, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class LeaderWords:
    """An idea in the lead as a table shows it; shares are in per cent."""

    place: str
    link: str
    support: str
    between: str
    voters: int


@dataclass(frozen=True, slots=True)
class StoryWords:
    """A story as a list shows it."""

    link: str
    author: str
    new: bool
    replies: int
    people: int


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """An answer as a list shows it: `status` in words, `reason` a sentence or empty."""

    link: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class CourseWords:
    """How a chosen idea goes on, as a list shows it."""

    link: str
    course: str
    note: str
    days: int


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """A reason for which ideas were returned or rejected; None is a number that is not told."""

    sentence: str
    number: int | None


def digest(
    templates: Templates,
    campaign: Campaign,
    week: Digest,
    topic_url: Callable[[int], str],
    picture: str | None = None,
) -> Document:
    """The digest of a week; all it says holds for the moment at which it appears, whenever it is rendered."""
    at = appears(campaign, week.week)
    monday = week.week.monday
    days = span(monday, monday + timedelta(days=6))
    body = templates.render(
        "forum/digest.md.j2",
        {
            "formula": week.formula,
            "input_hash": week.input_hash,
            "campaign": campaign,
            "week": week.week.number,
            "days": days,
            "left_out": {str(section) for section in campaign.digest.leave_out},
            **_activity(week, topic_url),
            **_outcomes(week, topic_url),
            **_prospect(campaign, at),
            "picture": _picture(week, picture),
        },
    )
    return Document(
        key=digest_key(campaign.slug, week.week),
        parent=category_key(campaign.slug),
        facets={
            # With the campaign's name: two campaigns on one forum have digests of the same week.
            Facet.TITLE: inert_title(
                _(
                    "Weekly digest: week %(week)s, %(days)s (%(campaign)s)",
                    week=week.week.number,
                    days=days,
                    campaign=campaign.title,
                )
            ),
            Facet.BODY: body,
            Facet.TAGS: tag_set(["digest", campaign.hashtag]),
            Facet.LISTED: True,
        },
    )


def _activity(week: Digest, topic_url: Callable[[int], str]) -> dict[str, object]:
    """What people did, and the ideas that are named for it."""

    def lines(ideas: Sequence[IdeaLine]) -> list[LineWords]:
        return idea_lines(ideas, topic_url)

    leading = [
        LeaderWords(
            f"{line.place}{'=' if line.tied else ''}",
            shown.link,
            spoken().percent(line.support),
            _("%(low)s to %(high)s", low=spoken().percent(line.low), high=spoken().percent(line.high)),
            line.voters,
        )
        for line, shown in zip(week.leading, lines(week.leading), strict=True)
    ]
    return {
        "numbers": week.numbers,
        "total": week.total,
        "counts_only": week.counts_only,
        "new": lines(week.new),
        "more_new": week.numbers.ideas > len(week.new),
        "rising": lines(week.rising),
        "falling": lines(week.falling),
        "discussed": lines(week.discussed),
        "unseen": lines(week.unseen),
        "leading": leading,
        "across": lines(week.across),
        "disputed": lines(week.disputed),
        "others_voted": week.others_voted,
        "stories": [
            StoryWords(
                f"[{inert_line(inert_title(story.title, _TITLE))}]({topic_url(story.topic_id)})",
                inert_line(story.author),
                story.new,
                story.replies,
                story.people,
            )
            for story in week.stories
        ],
    }


def _outcomes(week: Digest, topic_url: Callable[[int], str]) -> dict[str, object]:
    """What came of ideas, and what moderators decided."""

    def link(line: IdeaLine) -> str:
        return idea_lines([line], topic_url)[0].link

    return {
        "answers": [
            AnswerWords(link(entry.line), status_shown(entry.status), inert_line(entry.reason))
            for entry in week.answers
        ],
        "more_answers": week.more_answers,
        "answered": week.answered,
        "courses": [
            CourseWords(link(entry.line), course_shown(entry.course), inert_line(entry.note), entry.days)
            for entry in week.courses
        ],
        "late": late_lines(week.late, topic_url),
        "trials": [
            TrialWords(link(entry.line), inert_line(entry.place), str(entry.result)) for entry in week.trials
        ],
        "decisions": week.decisions,
        "reasons": [
            ReasonWords(_(REASONS.get(code, _OTHER)).rstrip("."), number)
            for code, number in (week.decisions.reasons if week.decisions is not None else ())
            if number
        ],
    }


def _prospect(campaign: Campaign, at: datetime) -> dict[str, object]:
    """What comes next, as it stands when the digest appears."""
    running, coming = campaign.phase_at(at), campaign.next_phase(at)
    sign_up = campaign.sign_up
    return {
        "phase": phase_words(campaign, running) if running else None,
        "next_phase": phase_words(campaign, coming) if coming else None,
        "over": ended(campaign, at),
        "votes_to_come": any(Right.VOTE in phase.rights and at < phase.closes for phase in campaign.phases),
        "partners": [
            f"[{inert_line(partner.name)}]({partner.link})" if partner.link else inert_line(partner.name)
            for partner in campaign.partners
        ],
        "guide_out": campaign.guide.published is not None
        and campaign.local(at).date() > campaign.guide.published,
        "sign_up_open": sign_up is not None and campaign.local(at).date() >= sign_up.opens,
    }


def _picture(week: Digest, address: str | None) -> str:
    """The chart as Markdown, with a text that says what it shows; empty where there is none."""
    if address is None or not week.leading:
        return ""
    first = week.leading[0]
    alt = ngettext(
        "Chart of the %(num)s idea in the lead with its support: %(first)s. The table below has all numbers.",
        "Chart of the %(num)s ideas in the lead with their support. The first has %(first)s, the last "
        "%(last)s. The table below has all numbers.",
        len(week.leading),
        first=spoken().percent(first.support),
        last=spoken().percent(week.leading[-1].support),
    )
    return f"![{alt}|{CHART_WIDTH}x{chart_height(len(week.leading))}]({address})"
