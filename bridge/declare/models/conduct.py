"""How a campaign is run: voting, anonymity, digest, ranking, guide, place in the forum."""

from __future__ import annotations

from datetime import time
from typing import Literal

from pydantic import Field

from bridge.declare.fields import Clock, Color, Day, Declared, Identifier, Label, Line, Link, Weekday


class VotingModel(Declared):
    """How people vote on an idea."""

    method: Literal["poll", "likes"] = Field(
        default="poll",
        title="Way of voting",
        description="poll: a poll under each idea, for and against; likes: likes alone, for only.",
        examples=["poll"],
    )
    up: Label = Field(
        default="For", title="Label for agreement", description="First choice of the poll.", examples=["For"]
    )
    down: Label = Field(
        default="Against",
        title="Label for disagreement",
        description="Second choice of the poll.",
        examples=["Against"],
    )
    unsure: Label = Field(
        default="Not sure",
        title="Label for neither",
        description="Third choice of the poll; counts as having seen the idea.",
        examples=["Not sure"],
    )
    early_results: bool = Field(
        default=False,
        title="Show counts before voting",
        description="Leave it at false, so that early votes do not lead later ones.",
        examples=[False],
    )


class AnonymityModel(Declared):
    """How ideas are published so that nobody can tell who wrote them."""

    batch_size: int = Field(
        default=10,
        ge=2,
        le=100,
        title="Smallest batch",
        description="So many ideas are published together, shuffled; at least 2, better 10 or more.",
        examples=[10],
    )
    longest_wait_hours: int = Field(
        default=72,
        ge=1,
        le=720,
        title="Longest wait in hours",
        description="After this time a smaller batch is published all the same.",
        examples=[72],
    )
    least: int = Field(
        default=3,
        ge=1,
        le=100,
        title="Least in a batch",
        description="After the longest wait a smaller batch goes out all the same, but not below this many "
        "while ideas may still come in.",
        examples=[3],
    )
    second_person: bool = Field(
        default=True,
        title="Ask a second moderator",
        description="Two have to agree where somebody could be singled out or where words are unmasked.",
        examples=[True],
    )


class IntakeModel(Declared):
    """The ways in for ideas, and their limits."""

    form: Literal["open", "invited", "closed"] = Field(
        default="open",
        title="Web form",
        description="open: for everybody; invited: with the code of an invitation; closed: no form.",
        examples=["open"],
    )
    proof_of_work: bool = Field(
        default=False,
        title="Proof of work",
        description="Let each sender's device work for some seconds, which stops cheap machines and nobody "
        "else. It needs JavaScript.",
        examples=[False],
    )
    per_day: int = Field(
        default=30,
        ge=1,
        le=10_000,
        title="Ideas an address a day",
        description="From one network address no more than this; a whole hospital may share one.",
        examples=[30],
    )
    longest_words: int = Field(
        default=250,
        ge=20,
        le=2_000,
        title="Words in an idea",
        description="The form takes no longer ones: much text shows its writer's style.",
        examples=[250],
    )
    message_group: Label | None = Field(
        default=None,
        title="Group for private messages",
        description="The forum group that takes ideas by private message, which is confidential and not "
        "anonymous. None if left out.",
        examples=["ideas-by-message"],
    )


class RetentionModel(Declared):
    """How long things are kept before `ideabridge retain` destroys them."""

    decided_days: int = Field(
        default=30,
        ge=0,
        le=3650,
        title="Texts of returned and rejected ideas, in days",
        description="Counted from the decision; its reason stays longer.",
        examples=[30],
    )
    submissions_days: int = Field(
        default=30,
        ge=0,
        le=3650,
        title="Submissions, in days",
        description="Counted from the end of the campaign; then their key is destroyed, in backups as well.",
        examples=[30],
    )
    receipts_days: int = Field(
        default=90,
        ge=0,
        le=3650,
        title="Receipts, in days",
        description="Counted from the end; after it authors can no longer withdraw or be named.",
        examples=[90],
    )
    pseudonyms_days: int = Field(
        default=180,
        ge=0,
        le=3650,
        title="Key of pseudonyms, in days",
        description="Counted from the end; after it nobody can find out who voted. Pulling ends with it.",
        examples=[180],
    )
    reasons_days: int = Field(
        default=730,
        ge=0,
        le=3650,
        title="Reasons in the moderation log, in days",
        description="Counted from when each was given; the line itself stays.",
        examples=[730],
    )


class DigestModel(Declared):
    """When the weekly digest appears."""

    enabled: bool = Field(
        default=True,
        title="Post a weekly digest",
        description="false for none. A week in which nothing happened has none in any case.",
        examples=[True],
    )
    weekday: Weekday = Field(
        default="monday",
        title="Day of the week",
        description="On this day the digest of the week before appears.",
        examples=["monday"],
    )
    at: Clock = Field(
        default=time(9, 0),
        title="Time of day",
        description="On the campaign's clock, in quotes.",
        examples=["09:00"],
        json_schema_extra={"default": "09:00"},
    )
    leave_out: list[
        Literal[
            "figures",
            "answers",
            "unseen",
            "new",
            "rising",
            "falling",
            "leading",
            "across",
            "disputed",
            "discussed",
            "stories",
            "courses",
            "decisions",
            "next",
            "footer",
        ]
    ] = Field(
        default_factory=list,
        title="Parts to leave out",
        description="What the digest does not say. Each part is also a block of its template.",
        examples=[["falling", "decisions"]],
    )


class RankingModel(Declared):
    """How the ranking is shown."""

    interval: float = Field(
        default=0.90,
        ge=0.5,
        le=0.99,
        title="Level of the interval",
        description="How sure the shown range of support is to hold the true one: 0.9 means nine in ten.",
        examples=[0.9],
    )
    confirmed_voters: int = Field(
        default=10,
        ge=1,
        le=10_000,
        title="Voters for a confirmed place",
        description="Ideas with fewer voters are shown as still needing votes.",
        examples=[10],
    )


class GuideModel(Declared):
    """The guide with which the campaign ends."""

    solutions: int = Field(
        default=15,
        ge=1,
        le=200,
        title="Number of solutions",
        description="How many of the best ideas the guide presents.",
        examples=[15],
    )
    published: Day | None = Field(
        default=None,
        title="Day of publication",
        description="May lie after the end of the campaign.",
        examples=["2015-03-27"],
    )
    link: Link | None = Field(
        default=None,
        title="Where the site is",
        description="The address under which you put the site that `guide build` makes.",
        examples=["https://example.org/guide/"],
    )
    lessons: Line | None = Field(
        default=None,
        title="Lessons",
        description="A Markdown file on what the campaign taught; its place from the folder of this file.",
        examples=["lessons.md"],
    )


class ForumModel(Declared):
    """Where in the forum the campaign lives and who may do what there."""

    category: Identifier | None = Field(
        default=None,
        title="Existing category",
        description="Slug of a category that moderators made for it. Without it the bridge makes one.",
        examples=["ideas"],
    )
    name: Label | None = Field(
        default=None,
        title="Name of the category",
        description="At most 50 characters; the campaign's title if left out.",
        examples=["Winter ideas"],
    )
    color: Color = Field(
        default="0F6B8F",
        title="Colour of the category",
        description="Six hexadecimal digits without #, in quotes.",
        examples=["0F6B8F"],
    )
    bridge_group: Label = Field(
        default="ideabridge",
        title="Group of the bridge",
        description="The forum group that may open topics there: the bridge's account is in it.",
        examples=["ideabridge"],
    )
    readers: Label = Field(
        default="everyone",
        title="Group of the readers",
        description="The forum group that sees, votes, likes and replies.",
        examples=["everyone", "trust_level_0"],
    )
    review: bool = Field(
        default=True,
        title="Review inside the forum",
        description="Show what waits for a decision in a category of its own, where replies decide about it.",
        examples=[True],
    )
    review_group: Label = Field(
        default="staff",
        title="Group of the reviewers",
        description="The forum group that sees what waits and decides about it; nobody else does.",
        examples=["staff", "idea-reviewers"],
    )
