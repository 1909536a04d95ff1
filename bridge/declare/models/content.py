"""Lenses through which ideas are read, and stories that people discuss."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bridge.declare.fields import Day, Declared, Identifier, Label, Line, Link, Tag, Text, Topic


class LensTagModel(Declared):
    """One value of a lens."""

    tag: Tag = Field(
        title="Forum tag",
        description="At most 20 characters: lower-case letters, digits, hyphens.",
        examples=["value-safety"],
    )
    title: Label = Field(title="Name", description="As it is shown to people.", examples=["Safety"])
    definition: Text = Field(
        title="Definition",
        description="What belongs under this tag, so that two people would tag alike.",
        examples=["The idea lowers the risk that somebody comes to harm."],
    )
    source: Line = Field(
        title="Source",
        description="Where the definition comes from.",
        examples=["Our quality strategy, page 4"],
    )


class LensModel(Declared):
    """A set of tags of your own through which ideas can be read."""

    id: Identifier = Field(
        title="Short name of the lens",
        description="Must differ from every other lens in use.",
        examples=["our-values"],
    )
    title: Label = Field(
        title="Name of the lens", description="As it is shown to people.", examples=["Our values"]
    )
    summary: Line | None = Field(
        default=None,
        title="What the lens is for",
        description="One sentence.",
        examples=["Which of our four values does an idea serve most?"],
    )
    tags: Annotated[list[LensTagModel], Field(min_length=2)] = Field(
        title="Tags of the lens",
        description="Two or more values.",
        examples=[
            [
                {
                    "tag": "value-safety",
                    "title": "Safety",
                    "definition": "Nobody comes to harm.",
                    "source": "Our quality strategy",
                },
                {
                    "tag": "value-dignity",
                    "title": "Dignity",
                    "definition": "Nobody is made to feel small.",
                    "source": "Our quality strategy",
                },
            ]
        ],
    )


class StoryModel(Declared):
    """A blog or article that people discuss: one topic, whose replies are captured."""

    id: Identifier | None = Field(
        default=None,
        title="Short name of the story",
        description="Without it the link is the story's identity, and a new link means a new topic.",
        examples=["small-tests"],
    )
    title: Topic = Field(
        title="Title of the story",
        description="Becomes the title of a topic (15 to 255 characters).",
        examples=["What a small test taught us about big plans"],
    )
    author: Line = Field(
        title="Author",
        description="Stories are signed; only ideas are anonymous.",
        examples=["Campaign team"],
    )
    link: Link = Field(
        title="Link to the story",
        description="Where the full story can be read.",
        examples=["https://example.org/stories/small-tests"],
    )
    date: Day = Field(
        title="Date of the story", description="When it was published.", examples=["2015-01-14"]
    )
    standfirst: Text = Field(
        title="Standfirst",
        description="Two or three sentences that make people want to read and discuss it.",
        examples=["Three teams tried one change for one day. None of the three days went as planned."],
    )
