"""The whole of a campaign file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from bridge.declare.fields import (
    Day,
    Declared,
    Hashtag,
    Identifier,
    Label,
    LanguageCode,
    Line,
    Link,
    Text,
    TimeZone,
)
from bridge.declare.models.conduct import (
    AnonymityModel,
    DigestModel,
    ForumModel,
    GuideModel,
    IntakeModel,
    RankingModel,
    RetentionModel,
    VotingModel,
)
from bridge.declare.models.content import LensModel, StoryModel
from bridge.declare.models.people import GroupModel, PartnerModel, RelatedModel, SignUpModel
from bridge.declare.models.phases import PhaseModel, QuestionModel


def _name_or_own(value: object) -> str:
    return "own" if isinstance(value, (dict, Declared)) else "name"


GroupEntry = Annotated[
    Annotated[Identifier, Tag("name")] | Annotated[GroupModel, Tag("own")], Discriminator(_name_or_own)
]
LensEntry = Annotated[
    Annotated[Identifier, Tag("name")] | Annotated[LensModel, Tag("own")], Discriminator(_name_or_own)
]
Days = Annotated[int, Field(ge=1, le=3650)]


class CampaignModel(Declared):
    """One idea campaign on a forum: purpose, dates, phases, questions, and how it is run."""

    slug: Identifier = Field(
        title="Short name of the campaign",
        description="Never change it once the campaign is published: the forum's topics are known by it.",
        examples=["challenge-top-down-change"],
    )
    title: Label = Field(
        title="Name of the campaign",
        description="As it is shown to people, at most 50 characters.",
        examples=["Challenge Top Down Change"],
    )
    summary: Line = Field(
        title="Summary",
        description="The campaign in one or two sentences on one line.",
        examples=["A conversation about how change could start with the people who do the work."],
    )
    purpose: Text = Field(
        title="Purpose",
        description="Why the campaign is held and what becomes of the ideas. Markdown is allowed.",
        examples=["We want to learn how ideas from the ward reach the people who can say yes."],
    )
    timezone: TimeZone = Field(
        title="Time zone",
        description="All days and times below are on the clocks of this zone (an IANA name).",
        examples=["Europe/London"],
    )
    language: LanguageCode = Field(
        default="en",
        title="Language",
        description="In what language the bridge writes: en, cy (Welsh), or one that you have a catalogue "
        "for. What you write yourself stays as it is.",
        examples=["cy"],
    )
    starts: Day = Field(title="First day", description="First day of the campaign.", examples=["2015-01-09"])
    ends: Day = Field(
        title="Last day",
        description="Last day of the campaign; the guide may come later.",
        examples=["2015-03-13"],
    )
    sign_up: SignUpModel | None = Field(
        default=None,
        title="Sign-up",
        description="Where and since when people join.",
        examples=[{"opens": "2015-01-12", "link": "https://example.org/join", "open_to": "everyone"}],
    )
    hashtag: Hashtag | None = Field(
        default=None,
        title="Hashtag",
        description="Without #, at most 20 letters and digits; also a tag in the forum.",
        examples=["ChallengeChange"],
    )
    partners: list[PartnerModel] = Field(
        default_factory=list,
        title="Partners",
        description="Organisations that carry the campaign, in the order in which they are shown.",
        examples=[[{"name": "Nursing Times", "role": "publisher"}]],
    )
    related: list[RelatedModel] = Field(
        default_factory=list,
        title="Related campaigns",
        description="Links to other campaigns.",
        examples=[[{"title": "Change Day", "link": "https://example.org/change-day"}]],
    )
    groups: list[GroupEntry] | None = Field(
        default=None,
        title="Groups",
        description="Roles that people may name as theirs: ready names or your own with id and title. "
        "All ready ones if left out; [] asks for none.",
        examples=[["nurse", "doctor", {"id": "pharmacist", "title": "Pharmacist"}]],
    )
    lenses: list[LensEntry] = Field(
        default_factory=list,
        title="Lenses",
        description="Sets of tags through which ideas are read: names of ready ones, or your own.",
        examples=[["success-factors", "barrier-areas"]],
    )
    phases: Annotated[list[PhaseModel], Field(min_length=1)] = Field(
        title="Phases",
        description="Periods and what people may do in each. They do not overlap; between two all is closed.",
        examples=[
            [
                {
                    "id": "collect",
                    "title": "Collect",
                    "from": "2015-01-09",
                    "to": "2015-01-26",
                    "rights": ["idea", "reply", "vote"],
                }
            ]
        ],
    )
    questions: Annotated[list[QuestionModel], Field(min_length=1)] = Field(
        title="Questions",
        description="What the campaign asks, in the order in which it is shown.",
        examples=[
            [
                {
                    "id": "q1",
                    "title": "What could work better here?",
                    "text": "Tell us what you would change and how you would start.",
                    "framing": {
                        "problem": "Good ideas wait for months.",
                        "affected": "Everyone on the wards.",
                        "good_answer": "Something that a team can start within a month.",
                        "owner": "Director of nursing",
                    },
                }
            ]
        ],
    )
    stories: list[StoryModel] = Field(
        default_factory=list,
        title="Stories",
        description="Blogs and articles; each becomes a topic that people discuss.",
        examples=[
            [
                {
                    "title": "What a small test taught us",
                    "author": "Campaign team",
                    "link": "https://example.org/stories/small-tests",
                    "date": "2015-01-14",
                    "standfirst": "Three teams tried one change for one day.",
                }
            ]
        ],
    )
    rules: Text | None = Field(
        default=None,
        title="House rules",
        description="How people treat each other here, in your words. Markdown is allowed.",
        examples=["Be kind, be specific, and write nothing by which a patient could be known."],
    )
    rules_link: Link | None = Field(
        default=None,
        title="Link to the full rules",
        description="Where the whole policy can be read.",
        examples=["https://example.org/rules"],
    )
    voting: VotingModel = Field(
        default_factory=VotingModel,
        title="Voting",
        description="How people vote on an idea.",
        examples=[{"method": "poll"}],
    )
    anonymity: AnonymityModel = Field(
        default_factory=AnonymityModel,
        title="Anonymity",
        description="How ideas are published so that nobody can tell who wrote them.",
        examples=[{"batch_size": 10, "longest_wait_hours": 72}],
    )
    intake: IntakeModel = Field(
        default_factory=IntakeModel,
        title="Ways in",
        description="How ideas are handed in, and how many.",
        examples=[{"form": "invited", "proof_of_work": True}],
    )
    retention: RetentionModel = Field(
        default_factory=RetentionModel,
        title="Retention",
        description="How long things are kept, in days.",
        examples=[{"decided_days": 30, "receipts_days": 90}],
    )
    digest: DigestModel = Field(
        default_factory=DigestModel,
        title="Weekly digest",
        description="When the weekly digest appears.",
        examples=[{"weekday": "monday", "at": "09:00"}],
    )
    ranking: RankingModel = Field(
        default_factory=RankingModel,
        title="Ranking",
        description="How the ranking is shown.",
        examples=[{"confirmed_voters": 10}],
    )
    guide: GuideModel = Field(
        default_factory=GuideModel,
        title="Guide",
        description="The publication with which the campaign ends.",
        examples=[{"solutions": 15, "published": "2015-03-27"}],
    )
    follow_up_days: list[Days] = Field(
        default_factory=lambda: [30, 60, 90],
        title="Follow-up days",
        description="So many days after an idea was chosen moderators are asked how it goes on.",
        examples=[[30, 60, 90]],
    )
    forum: ForumModel = Field(
        default_factory=ForumModel,
        title="Place in the forum",
        description="Category, colour and groups; everything has a default.",
        examples=[{"color": "0F6B8F"}],
    )
