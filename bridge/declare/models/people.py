"""Who stands behind a campaign and who takes part."""

from __future__ import annotations

from pydantic import Field

from bridge.declare.fields import Day, Declared, Identifier, Label, Line, Link


class LogoModel(Declared):
    """A partner's picture."""

    url: Link = Field(
        title="Address of the picture",
        description="Where the picture lies; it is shown in the start topic.",
        examples=["https://example.org/logos/partner.png"],
    )
    alt: Line = Field(
        title="Text in place of the picture",
        description="What the picture says, for people who do not see it. Needed for every logo.",
        examples=["Logo of the patients' council"],
    )


class PartnerModel(Declared):
    """An organisation that carries the campaign."""

    name: Label = Field(
        title="Name of the partner", description="As it is shown to people.", examples=["Nursing Times"]
    )
    role: Line = Field(
        title="Role of the partner",
        description="Its part in the campaign, in a word or a few.",
        examples=["publisher"],
    )
    link: Link | None = Field(
        default=None,
        title="Link to the partner",
        description="The partner's own page.",
        examples=["https://example.org/partner"],
    )
    logo: LogoModel | None = Field(
        default=None,
        title="Logo of the partner",
        description="A picture, always with the text that stands for it.",
        examples=[{"url": "https://example.org/logos/partner.png", "alt": "Logo of the patients' council"}],
    )


class SignUpModel(Declared):
    """Where and since when people join."""

    opens: Day = Field(
        title="First day of sign-up",
        description="Before this day the start topic says when sign-up opens.",
        examples=["2015-01-12"],
    )
    link: Link | None = Field(
        default=None,
        title="Sign-up link",
        description="Where people join; leave it out where they are members of the forum already.",
        examples=["https://example.org/join"],
    )
    open_to: Line = Field(
        default="everyone",
        title="Who may join",
        description="In plain words.",
        examples=["everyone", "staff and volunteers of the trust"],
    )


class RelatedModel(Declared):
    """Another campaign that people should know of."""

    title: Line = Field(
        title="Name of the other campaign", description="As it is shown to people.", examples=["Change Day"]
    )
    link: Link = Field(
        title="Link to the other campaign",
        description="Where it can be read about.",
        examples=["https://example.org/change-day"],
    )
    summary: Line | None = Field(
        default=None,
        title="What it is",
        description="One sentence on what it has to do with this campaign.",
        examples=["People promise one thing that they will do better, and do it."],
    )


class GroupModel(Declared):
    """A role that people may name as theirs."""

    id: Identifier = Field(
        title="Short name of the group",
        description="Used in files of ideas, in the column `role`. Never change it once ideas use it.",
        examples=["pharmacist"],
    )
    title: Label = Field(
        title="Name of the group", description="As it is shown to people.", examples=["Pharmacist"]
    )
