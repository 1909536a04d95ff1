"""Shortlist ideas after the votes: a rule proposes, people add and drop, and four tests are put to each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, zip_longest

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.idea import Idea, IdeaStatus
from bridge.domain.language import gettext as _
from bridge.domain.phase import Right
from bridge.domain.ranking import Badge, RankedIdea, Ranking
from bridge.domain.shortlist import Candidate, Choice, Test, TestResult
from bridge.domain.status import UNANSWERED, StatusChange
from bridge.domain.wording import counted, share
from bridge.pipeline.answer import give_status, masked
from bridge.pipeline.revise import standing_alone
from bridge.ports import Redactor, Store, UnitOfWork
from bridge.ranking.record import from_snapshot

ON_IT = UNANSWERED | {IdeaStatus.SHORTLISTED}
"""Ideas that stand further than this are decided about already."""


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The proposed shortlist. `votes_to_come`: people can still vote; `ranked`: when places were made."""

    candidates: tuple[Candidate, ...]
    votes_to_come: bool
    ranked: datetime | None

    @property
    def kept(self) -> tuple[Candidate, ...]:
        """Those that nobody dropped."""
        return tuple(found for found in self.candidates if not found.dropped)


def propose(store: Store, campaign: Campaign, now: datetime, size: int | None = None) -> Shortlist:
    """What the shortlist would be: by rule the best confirmed ideas, then what people added.

    The rule takes by turns the next best by support and the next best by support across sides, up to `size`
    (as many as the guide has solutions). Only ideas with enough votes for a confirmed place are taken.
    """
    with store.begin() as unit:
        return _proposed(unit, campaign, now, size)


def choose(
    store: Store,
    redactor: Redactor,
    campaign: Campaign,
    idea: str,
    reason: str,
    now: datetime,
    *,
    added: bool,
) -> None:
    """Add an idea to the shortlist, or drop it, whatever the rule says; the reason is kept."""
    words = _needed(redactor, reason)
    with store.begin() as unit:
        _on_it(unit, campaign, idea)
        unit.shortlists.choose(Choice(campaign.slug, idea, added, words, now))


def put_to_test(
    store: Store,
    redactor: Redactor,
    campaign: Campaign,
    idea: str,
    test: Test,
    reason: str,
    now: datetime,
    *,
    passed: bool,
) -> None:
    """Record a person's answer to one of the four tests; it goes before what the rule says."""
    words = _needed(redactor, reason)
    with store.begin() as unit:
        _on_it(unit, campaign, idea)
        unit.shortlists.record(TestResult(campaign.slug, idea, test, passed, words, now))


def settle(
    store: Store, campaign: Campaign, now: datetime, size: int | None = None, *, early: bool = False
) -> Sequence[StatusChange]:
    """Set the status of everything on the shortlist that passed all four tests, all or nothing.

    What was answered by rule is recorded with it. UserProblem while people can still vote (unless `early`),
    and where a test has no answer yet.
    """
    with store.begin() as unit:
        proposed = _proposed(unit, campaign, now, size)
        if proposed.votes_to_come and not early:
            raise UserProblem(
                "People can still vote, so places may change.",
                hint="Wait for the end of the last phase with votes, or use --force.",
            )
        unanswered = [found for found in proposed.kept if found.open]
        if unanswered:
            named = "; ".join(f"{found.idea}: {', '.join(found.open)}" for found in unanswered)
            raise UserProblem(
                f"{counted(len(unanswered), 'idea has', 'ideas have')} tests without an answer ({named}).",
                hint='Answer: `ideabridge shortlist --test IDEA TEST yes --reason "..."`, or --drop IDEA.',
            )
        changes = []
        for found in proposed.kept:
            if found.failed:
                continue
            for result in found.tests:
                unit.shortlists.record(result)
            idea = unit.ideas.get(campaign.slug, found.idea)
            assert idea is not None
            change = None
            if idea.status is not IdeaStatus.SHORTLISTED:
                change = give_status(unit, campaign, idea, IdeaStatus.SHORTLISTED, now, reason=found.why)
            if change is not None:
                changes.append(change)
        return changes


def _proposed(unit: UnitOfWork, campaign: Campaign, now: datetime, size: int | None) -> Shortlist:
    slug = campaign.slug
    snapshot = unit.rankings.latest(slug)
    ranking = from_snapshot(snapshot) if snapshot is not None else None
    ideas = {
        idea.id: idea
        for idea in unit.ideas.all(slug)
        if idea.stands and idea.published is not None and idea.status in ON_IT
    }
    choices = {choice.idea: choice for choice in unit.shortlists.choices(slug) if choice.idea in ideas}
    ruled = _by_rule(ranking, ideas, size or campaign.guide.solutions) if ranking is not None else {}
    answers = unit.shortlists.tests(slug)
    added = [idea for idea, choice in choices.items() if choice.added and idea not in ruled]
    candidates = []
    for name in [*ruled, *added]:
        choice, entry = choices.get(name), ranking.find(name) if ranking is not None else None
        results = {result.test: result for result in _answered_by_rule(campaign, ideas[name], entry, now)}
        results |= {result.test: result for result in answers if result.idea == name}
        tests = tuple(results[test] for test in Test if test in results)
        added_for = choice.reason if choice is not None else ""
        why = ruled.get(name) or _("Added by moderators: %(reason)s", reason=added_for)
        candidate = Candidate(name, ideas[name].title, why, tests)
        if choice is not None and not choice.added:
            why = _("Dropped by moderators: %(reason)s", reason=choice.reason)
            candidate = replace(candidate, dropped=True, why=why)
        candidates.append(candidate)
    to_come = any(Right.VOTE in phase.rights and now < phase.closes for phase in campaign.phases)
    return Shortlist(tuple(candidates), to_come, ranking.taken if ranking is not None else None)


def _by_rule(ranking: Ranking, ideas: Mapping[str, Idea], size: int) -> dict[str, str]:
    """Idea -> why, in the order in which they were taken."""
    confirmed = [entry for entry in ranking.ideas if entry.idea in ideas and entry.badge is Badge.CONFIRMED]
    across = [entry for entry in confirmed if entry.sides.score is not None]
    across.sort(key=lambda entry: (entry.place_across, entry.idea))
    taken: dict[str, str] = {}
    for entry in _by_turns(confirmed, across):
        if len(taken) == size:
            break
        taken.setdefault(entry.idea, _why(entry))
    return taken


def _by_turns(first: Sequence[RankedIdea], second: Sequence[RankedIdea]) -> Iterator[RankedIdea]:
    pairs = chain.from_iterable(zip_longest(first, second))
    return (entry for entry in pairs if entry is not None)


def _why(entry: RankedIdea) -> str:
    if entry.sides.score is None:
        return _("Place %(place)s by support.", place=entry.place)
    return _(
        "Place %(place)s by support and place %(across)s by support on both sides of opinion.",
        place=entry.place,
        across=entry.place_across,
    )


def _answered_by_rule(
    campaign: Campaign, idea: Idea, entry: RankedIdea | None, now: datetime
) -> Iterator[TestResult]:
    """What votes and tags say already; whether it is doable and new only people know."""
    if entry is not None and entry.badge is Badge.CONFIRMED:
        reason = _(
            "%(share)s of those who saw it are for it; %(people)s voted.",
            share=share(entry.score),
            people=counted(entry.tally.voters, "person"),
        )
        yield TestResult(campaign.slug, idea.id, Test.SUPPORTED, True, reason, now)
    themes = [tag.title for tag in map(campaign.lens_tag, idea.lenses) if tag is not None]
    if themes:
        yield TestResult(campaign.slug, idea.id, Test.THEME, True, f"{', '.join(themes)}.", now)


def _on_it(unit: UnitOfWork, campaign: Campaign, idea: str) -> None:
    found = standing_alone(unit, campaign.slug, idea)
    if found.published is None:
        raise UserProblem(f"Idea {idea} is not in the forum yet.", hint="`ideabridge ideas list` shows it.")
    if found.status not in ON_IT:
        raise UserProblem(
            f"Idea {idea} is {found.status} already.", hint="`ideabridge ideas status` changes that."
        )


def _needed(redactor: Redactor, reason: str) -> str:
    words = masked(redactor, reason)
    if not words:
        raise UserProblem("Every choice and every test has a reason, which everybody can read.", hint=_GIVE)
    return words


_GIVE = 'Give one with --reason "...".'
