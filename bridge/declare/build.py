"""From checked models to the domain's Campaign."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bridge.declare.fields import TAG_LENGTH, clean_tag
from bridge.declare.models.campaign import CampaignModel
from bridge.declare.models.conduct import VotingModel
from bridge.declare.models.content import LensModel, StoryModel
from bridge.declare.models.people import GroupModel, PartnerModel
from bridge.declare.models.phases import PhaseModel, QuestionModel
from bridge.declare.ready import lens_of, ready_groups, ready_lenses
from bridge.declare.when import closing, opening
from bridge.domain.campaign import (
    Anonymity,
    Campaign,
    DigestRule,
    FormAccess,
    Group,
    GuideRule,
    Intake,
    Lens,
    Logo,
    Partner,
    Placement,
    RankingRule,
    Related,
    Retention,
    SignUp,
    Story,
    VoteMethod,
    Voting,
)
from bridge.domain.digest import Section
from bridge.domain.language import gettext as _
from bridge.domain.language import pgettext, speaking
from bridge.domain.phase import Phase, Right
from bridge.domain.question import Framing, Question

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def campaign_of(model: CampaignModel) -> Campaign:
    """The campaign that a checked file declares; phases in the order of time.

    What the file leaves out is filled in, in its language.
    """
    with speaking(model.language):
        return _campaign(model)


def _campaign(model: CampaignModel) -> Campaign:
    zone = ZoneInfo(model.timezone)
    phases = sorted((_phase(phase, zone) for phase in model.phases), key=lambda phase: phase.opens)
    sign_up = model.sign_up
    return Campaign(
        slug=model.slug,
        title=model.title,
        summary=model.summary,
        purpose=model.purpose,
        timezone=model.timezone,
        starts=model.starts,
        ends=model.ends,
        phases=tuple(phases),
        questions=tuple(_question(question, model.slug) for question in model.questions),
        sign_up=SignUp(sign_up.opens, sign_up.link, sign_up.open_to) if sign_up else None,
        hashtag=model.hashtag,
        partners=tuple(_partner(partner) for partner in model.partners),
        related=tuple(Related(other.title, other.link, other.summary or "") for other in model.related),
        groups=_groups(model.groups),
        lenses=tuple(_lens(entry) for entry in model.lenses),
        stories=tuple(_story(story) for story in model.stories),
        rules=model.rules or "",
        rules_link=model.rules_link,
        voting=_voting(model.voting),
        anonymity=Anonymity(
            batch_size=model.anonymity.batch_size,
            longest_wait=timedelta(hours=model.anonymity.longest_wait_hours),
            # Left out, it follows a batch that is declared smaller.
            least=min(model.anonymity.least, model.anonymity.batch_size),
            second_person=model.anonymity.second_person,
        ),
        intake=Intake(
            form=FormAccess(model.intake.form),
            proof_of_work=model.intake.proof_of_work,
            per_day=model.intake.per_day,
            longest_words=model.intake.longest_words,
            message_group=model.intake.message_group,
        ),
        retention=Retention(**model.retention.model_dump()),
        digest=DigestRule(
            weekday=_WEEKDAYS.index(model.digest.weekday),
            at=model.digest.at,
            enabled=model.digest.enabled,
            leave_out=frozenset(map(Section, model.digest.leave_out)),
        ),
        ranking=RankingRule(model.ranking.interval, model.ranking.confirmed_voters),
        guide=GuideRule(model.guide.solutions, model.guide.published, model.guide.link, model.guide.lessons),
        follow_up_days=tuple(sorted(model.follow_up_days)),
        language=model.language,
        placement=Placement(
            category=model.forum.category,
            name=model.forum.name,
            color=model.forum.color,
            bridge_group=model.forum.bridge_group,
            readers=model.forum.readers,
            review=model.forum.review,
            review_group=model.forum.review_group,
        ),
    )


def question_tag(slug: str, question_id: str) -> str:
    """The forum tag of a question that declares none: made of the slug and the id.

    A long slug is shortened to the first letters of its words, so that `challenge-top-down-change` and `q1`
    give `ctdc-q1`; two campaigns on one forum thus have different tags.
    """
    whole = f"{slug}-{question_id}"
    if len(whole) <= TAG_LENGTH:
        return whole
    words = slug.split("-")
    short = "".join(word[0] for word in words) if len(words) > 1 else slug[:6]
    return clean_tag(f"{short}-{question_id}")


def story_id(story: StoryModel) -> str:
    """The identity of a story: its declared id, else ten hex digits from its link."""
    return story.id or f"s-{hashlib.sha256(story.link.encode()).hexdigest()[:10]}"


def _phase(model: PhaseModel, zone: ZoneInfo) -> Phase:
    return Phase(
        id=model.id,
        title=model.title,
        opens=opening(model.from_, zone),
        closes=closing(model.to, zone),
        rights=frozenset(Right(right) for right in model.rights),
        questions=tuple(model.questions or ()),
        summary=model.summary or "",
        note=model.note or "",
    )


def _question(model: QuestionModel, slug: str) -> Question:
    framing = model.framing
    return Question(
        id=model.id,
        title=model.title,
        text=model.text,
        framing=Framing(framing.problem, framing.affected, framing.good_answer, framing.owner),
        tag=model.tag or question_tag(slug, model.id),
    )


def _voting(model: VotingModel) -> Voting:
    given = model.model_fields_set
    return Voting(
        method=VoteMethod(model.method),
        up=model.up if "up" in given else pgettext("choice of a poll", "For"),
        down=model.down if "down" in given else pgettext("choice of a poll", "Against"),
        unsure=model.unsure if "unsure" in given else pgettext("choice of a poll", "Not sure"),
        early_results=model.early_results,
    )


def _partner(model: PartnerModel) -> Partner:
    logo = Logo(model.logo.url, model.logo.alt) if model.logo else None
    return Partner(model.name, model.role, model.link, logo)


def _groups(entries: list[str | GroupModel] | None) -> tuple[Group, ...]:
    ready = {name: replace(group, title=_(group.title)) for name, group in ready_groups().items()}
    if entries is None:
        return tuple(ready.values())
    return tuple(
        ready[entry] if isinstance(entry, str) else Group(entry.id, entry.title) for entry in entries
    )


def _lens(entry: str | LensModel) -> Lens:
    if not isinstance(entry, str):
        return lens_of(entry)
    ready = ready_lenses()[entry]
    return replace(
        ready,
        title=_(ready.title),
        summary=_(ready.summary),
        tags=tuple(replace(tag, title=_(tag.title), definition=_(tag.definition)) for tag in ready.tags),
    )


def _story(model: StoryModel) -> Story:
    return Story(
        id=story_id(model),
        title=model.title,
        author=model.author,
        link=model.link,
        published=model.date,
        standfirst=model.standfirst,
    )
