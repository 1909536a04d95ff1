"""Break published ideas down by role, lens or question, as far as that may be told.

Only ideas that were published are counted, whatever became of them: the forum shows these to everybody, and a
count of those that wait would lay them open by subtraction. The role is that which an author declared with
the idea; of people who vote no role is known. An idea that is withdrawn has no role any more, and counts as
one whose author did not say.

The last table is that of the week after the campaign's end, so that none follows the one by role and
question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bridge.domain.campaign import Campaign
from bridge.domain.crossing import cross
from bridge.domain.digest import Week
from bridge.domain.disclosure import OTHERS, STAFF, Told, weekly
from bridge.domain.errors import UserProblem
from bridge.domain.idea import Idea, IdeaStatus
from bridge.domain.language import gettext as _
from bridge.ports import Store


class By(StrEnum):
    """What to break counts down by."""

    ROLE = "role"
    LENS = "lens"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Slice:
    """One group: its id, its name and how many ideas, None where that is not told."""

    id: str
    title: str
    ideas: int | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Ideas by group. Counts stand as at the end of `week` (`2015-W06`); None while nothing can be told.

    Counts below `least` are not told, others are rounded. With lenses each has a week of its own, and `week`
    is the latest.
    """

    campaign: str
    by: By
    week: str | None
    least: int
    slices: tuple[Slice, ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """Ideas by role and question at the end of `week`; `cells` has a row for each role, None for all untold.

    `roles` and `questions` are (id, name), in the order of rows and columns.
    """

    campaign: str
    week: str
    least: int
    roles: tuple[tuple[str, str], ...]
    questions: tuple[tuple[str, str], ...]
    cells: tuple[Told, ...] | None


NOT_SAID = "not-said"
_AFTER = timedelta(days=7)
"""The last batch may appear so long after the end."""


def break_down(store: Store, campaign: Campaign, by: By, now: datetime) -> Breakdown:
    """Ideas by group, from what is stored; the table of the last week for which one can be told."""
    ideas = _published(store, campaign)
    weeks = _weeks(campaign, ideas, now)
    if by is By.LENS:
        return _by_lens(campaign, ideas, weeks)
    titles = _groups(campaign, by, ideas)
    found = [Counter(_group(idea, by, titles) for idea in known) for known in _up_to(campaign, ideas, weeks)]
    series = [[count[group] for group in titles] for count in found]
    least = STAFF if by is By.ROLE else OTHERS
    releases = weekly(series, least)
    told = releases[-1].told if releases else (None,) * len(titles)
    slices = tuple(
        Slice(group, title, count) for (group, title), count in zip(titles.items(), told, strict=True)
    )
    return Breakdown(campaign.slug, by, str(weeks[releases[-1].at]) if releases else None, least, slices)


def cross_down(store: Store, campaign: Campaign, now: datetime) -> Crossing:
    """Ideas by role and question, told once: UserProblem before that time."""
    ideas = _published(store, campaign)
    last = _last(campaign)
    if now < last.bounds(campaign.zone)[1]:
        raise UserProblem(
            f"Ideas by role and question are told once, after the week {last}.",
            hint="Until then count them by role or by question alone.",
        )
    weeks = _weeks(campaign, ideas, now)
    roles, questions = (_groups(campaign, by, ideas) for by in (By.ROLE, By.QUESTION))
    series = []
    for known in _up_to(campaign, ideas, weeks):
        count = Counter((_group(idea, By.ROLE, roles), idea.question) for idea in known)
        series.append([[count[role, question] for question in questions] for role in roles])
    found = cross(series, STAFF)
    return Crossing(
        campaign.slug,
        str(last),
        STAFF,
        tuple(roles.items()),
        tuple(questions.items()),
        found.cells if found else None,
    )


def _published(store: Store, campaign: Campaign) -> list[Idea]:
    with store.begin() as unit:
        return [idea for idea in unit.ideas.all(campaign.slug) if idea.published is not None]


def _group(idea: Idea, by: By, titles: Mapping[str, str]) -> str:
    if by is By.QUESTION:
        return idea.question
    # A withdrawn idea shows its role nowhere any more, so it is not counted among those who told it.
    if idea.status is IdeaStatus.WITHDRAWN or idea.role is None or idea.role not in titles:
        return NOT_SAID
    return idea.role


def _groups(campaign: Campaign, by: By, ideas: Sequence[Idea]) -> dict[str, str]:
    """Ids and names; a question that is not declared any more goes by its id, so that no idea is missing."""
    if by is By.QUESTION:
        asked = {question.id: question.title for question in campaign.questions}
        return asked | {name: name for name in sorted({idea.question for idea in ideas} - asked.keys())}
    return {**{group.id: group.title for group in campaign.groups}, NOT_SAID: _("Not said")}


def _by_lens(campaign: Campaign, ideas: Sequence[Idea], weeks: Sequence[Week]) -> Breakdown:
    """Tags overlap: each is a table of its own, of ideas with it and of the rest, which is not told."""
    slices, latest = [], -1
    up_to = _up_to(campaign, ideas, weeks)
    for tag in (tag for lens in campaign.lenses for tag in lens.tags):
        series = []
        for known in up_to:
            having = sum(1 for idea in known if tag.tag in idea.lenses)
            series.append([having, len(known) - having])
        releases = weekly(series, OTHERS, shown=1)
        slices.append(Slice(tag.tag, tag.title, releases[-1].told[0] if releases else None))
        latest = max(latest, releases[-1].at if releases else -1)
    week = str(weeks[latest]) if latest >= 0 else None
    return Breakdown(campaign.slug, By.LENS, week, OTHERS, tuple(slices))


def _weeks(campaign: Campaign, ideas: Sequence[Idea], now: datetime) -> list[Week]:
    """The whole weeks from the first published idea to now or the last, on the campaign's calendar."""
    if not ideas:
        return []
    week = Week.of(campaign.local(min(idea.published for idea in ideas if idea.published)).date())
    found = []
    while week.bounds(campaign.zone)[1] <= now and week <= _last(campaign):
        found.append(week)
        week = week.following
    return found


def _last(campaign: Campaign) -> Week:
    return Week.of(campaign.ends + _AFTER)


def _up_to(campaign: Campaign, ideas: Sequence[Idea], weeks: Sequence[Week]) -> list[list[Idea]]:
    """For each week the ideas that were published by its end."""
    ends = [week.bounds(campaign.zone)[1] for week in weeks]
    return [[idea for idea in ideas if idea.published and idea.published < end] for end in ends]
