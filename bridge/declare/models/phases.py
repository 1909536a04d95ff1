"""Phases and questions: what is asked when, and what people may do."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bridge.declare.fields import Declared, Identifier, Label, Line, RightName, Tag, Text, Topic, When


class FramingModel(Declared):
    """How a question is framed, so that answers fit the problem."""

    problem: Text = Field(
        title="The problem",
        description="What is wrong today, without a solution in it.",
        examples=["Good ideas wait for months because nobody knows who may say yes."],
    )
    affected: Text = Field(
        title="Who is affected",
        description="The people who feel the problem.",
        examples=["Everyone who works on a ward, and the patients there."],
    )
    good_answer: Text = Field(
        title="What a good answer looks like",
        description="How people can tell that their idea answers the question.",
        examples=["Something a team can start within a month, and how it will know that it worked."],
    )
    owner: Line = Field(
        title="Owner of the question",
        description="Who asks it and will act on the answers. A question without an owner is not asked.",
        examples=["Director of nursing"],
    )


class QuestionModel(Declared):
    """One question: a pinned topic and a tag."""

    id: Identifier = Field(
        title="Short name of the question",
        description="Used in phases and in files of ideas. Never change it once the campaign is published.",
        examples=["q1"],
        max_length=20,
    )
    title: Topic = Field(
        title="The question in one line",
        description="Becomes the title of a topic (15 to 255 characters).",
        examples=["How does your workplace help you to make positive change?"],
    )
    text: Text = Field(
        title="The question in full",
        description="What people should know before they answer. Markdown is allowed.",
        examples=["Tell us what already works where you are, however small."],
    )
    framing: FramingModel = Field(
        title="Framing",
        description="Problem, people affected, what a good answer looks like, and the owner.",
        examples=[
            {
                "problem": "Good ideas wait for months.",
                "affected": "Everyone on the wards.",
                "good_answer": "Something that a team can start within a month.",
                "owner": "Director of nursing",
            }
        ],
    )
    tag: Tag | None = Field(
        default=None,
        title="Forum tag of the question",
        description="At most 20 characters. Without it the tag is made from the campaign's slug and the id.",
        examples=["ward-q1"],
    )


class PhaseModel(Declared):
    """A named period with rights."""

    id: Identifier = Field(
        title="Short name of the phase",
        description="Never change it once the campaign is published.",
        examples=["understand"],
    )
    title: Label = Field(
        title="Name of the phase", description="As it is shown to people.", examples=["Understand"]
    )
    from_: When = Field(
        alias="from",
        title="Start of the phase",
        description="A day (from its first minute on the campaign's clock) or a day with a time.",
        examples=["2015-01-09", "2015-01-09 12:00"],
    )
    to: When = Field(
        title="End of the phase",
        description="A day (included up to its end on the campaign's clock) or the time at which it ends.",
        examples=["2015-01-26", "2015-01-26 17:00"],
    )
    rights: list[RightName] = Field(
        title="What people may do",
        description="Any of idea, reply and vote; [] for a phase in which people only read.",
        examples=[["idea", "reply", "vote"], ["reply", "vote"], []],
    )
    questions: Annotated[list[Identifier], Field(min_length=1)] | None = Field(
        default=None,
        title="Questions of this phase",
        description="Short names of the questions that this phase asks; all questions if left out.",
        examples=[["q1", "q2"]],
    )
    summary: Line | None = Field(
        default=None,
        title="What the phase is for",
        description="One sentence, shown in the start topic.",
        examples=["Tell what helps and what hinders, and read what others say."],
    )
    note: Line | None = Field(
        default=None,
        title="Public note",
        description="Why the dates were changed; shown with the phase and in the notice of a change.",
        examples=["Extended by three days because so many people were still writing."],
    )
