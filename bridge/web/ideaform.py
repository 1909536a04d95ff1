"""An idea as a form or a program sends it, and what is wrong with it in words for whoever typed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from pydantic import BaseModel, ConfigDict

from bridge.domain.campaign import Campaign
from bridge.domain.idea import Experience
from bridge.domain.language import gettext as _
from bridge.domain.language import spoken
from bridge.domain.question import Question
from bridge.pipeline.anonymise import LONGEST_TITLE, clean
from bridge.pipeline.raw import RawIdea
from bridge.web.reading import Fields


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to put right: the field it belongs to (empty for the whole) and a sentence."""

    field: str
    words: str


class IdeaForm(BaseModel):
    """The fields of the form. Any text is taken here; `faults_of` says what cannot go on."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    question: str = ""
    text: str = ""
    title: str = ""
    role: str = ""
    lenses: tuple[str, ...] = ()
    experience: str = Experience.WOULD_LIKE.value
    token: str = ""
    invitation: str = ""
    proof: str = ""

    @classmethod
    def of(cls, fields: Fields) -> Self:
        """Read it from the fields of a form."""
        names = ("question", "text", "title", "role", "token", "invitation", "proof")
        values: dict[str, object] = {name: fields.one(name) for name in names}
        chosen = fields.one("experience") or Experience.WOULD_LIKE.value
        return cls.model_validate({**values, "lenses": fields.all("lenses"), "experience": chosen})

    def hidden(self) -> list[tuple[str, str]]:
        """Name and value of all fields, for a page that carries them on: the server keeps nothing."""
        values = self.model_dump(exclude={"lenses"})
        return [*values.items(), *(("lenses", tag) for tag in self.lenses)]

    def raw(self, source: str) -> RawIdea:
        """The idea for the pipeline; only after `faults_of` found nothing."""
        return RawIdea(
            text=self.text,
            question=self.question,
            title=self.title,
            role=self.role or None,
            lenses=self.lenses,
            experience=Experience(self.experience),
            source=source,
        )


def faults_of(campaign: Campaign, form: IdeaForm, questions: Sequence[Question]) -> list[Fault]:
    """What a person has to put right before the idea can be looked at; `questions` are those open now."""
    faults = []
    if form.question not in {question.id for question in questions}:
        faults.append(Fault("question", _("Please choose one of the questions.")))
    faults += _text_faults(form.text, campaign.intake.longest_words)
    if len(form.title) > LONGEST_TITLE:
        faults.append(
            Fault(
                "title",
                _(
                    "The title is too long: %(longest_title)s characters are the most.",
                    longest_title=LONGEST_TITLE,
                ),
            )
        )
    if form.experience not in {kind.value for kind in Experience}:
        faults.append(Fault("experience", _("Please say whether you tried it or would like it.")))
    if form.role and form.role not in {group.id for group in campaign.groups}:
        faults.append(Fault("role", _("Please choose one of the roles in the list, or none.")))
    if any(campaign.lens_tag(tag) is None for tag in form.lenses):
        faults.append(Fault("lenses", _("Please choose topics from the list, or none.")))
    return faults


_SIGNS_A_WORD = 30
"""Words of a text that is one are shorter on average, in any language that is written with spaces."""


def _text_faults(text: str, most: int) -> list[Fault]:
    written = clean(text)
    if not written:
        return [Fault("text", _("Please write your idea."))]
    count = len(written.split())
    if count > most:
        return [
            Fault(
                "text",
                _(
                    "Your idea has %(count)s words. Please shorten it to %(most)s or fewer.",
                    count=spoken().number(count),
                    most=spoken().number(most),
                ),
            )
        ]
    if len(written) > most * _SIGNS_A_WORD:
        return [Fault("text", _("Your idea is too long. Please shorten it."))]
    return []
