"""The interface for programs: the same doors and limits as the form, in JSON, errors as problem+json."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.idea import Experience
from bridge.domain.language import gettext as _
from bridge.domain.language import speak
from bridge.domain.receipt import read_code
from bridge.pipeline import reopen
from bridge.web.ideaform import Fault, IdeaForm, faults_of
from bridge.web.reading import Unfit
from bridge.web.site import Address, Here, Site, open_questions
from bridge.web.standings import standing_of
from bridge.web.taking import look, take_in
from bridge.web.telling import RECEIPTS_GONE, may_be_gone
from bridge.web.troubles import Trouble, of_problem, wrong

SOURCE = "api"
_LONG = 64 * 1024


class _Told(BaseModel):
    """What is answered."""

    model_config = ConfigDict(frozen=True)


class _Asked(BaseModel):
    """What is sent; unknown keys are passed over, and nothing of it is repeated in an error."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class FaultOut(_Told):
    """A field, and what is wrong with it."""

    field: str
    words: str


class Problem(_Told):
    """RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    faults: list[FaultOut] = Field(default_factory=list)


class QuestionOut(_Told):
    """A question that takes ideas now."""

    id: str
    title: str
    text: str


class CampaignOut(_Told):
    """A campaign and what it asks now; no questions while it is closed."""

    slug: str
    title: str
    questions: list[QuestionOut]
    roles: list[str]
    lenses: list[str]
    longest_words: int
    access: str
    proof_of_work: bool


class TokenOut(_Told):
    """A token for one idea, and the sum to work out where the campaign wants a proof (ALTCHA)."""

    token: str
    challenge: dict[str, Any] | None


class IdeaIn(_Asked):
    """An idea to look at."""

    campaign: str = Field(max_length=200)
    question: str = Field(max_length=200)
    text: str = Field(max_length=_LONG)
    title: str = Field(default="", max_length=_LONG)
    role: str = Field(default="", max_length=200)
    lenses: tuple[Annotated[str, Field(max_length=200)], ...] = Field(default=(), max_length=40)
    experience: Experience = Experience.WOULD_LIKE

    def form(self) -> IdeaForm:
        """The same as the form has it."""
        return IdeaForm.model_validate(self.model_dump(mode="json", exclude={"campaign"}))


class NewIdeaIn(IdeaIn):
    """An idea to keep, with what lets it in."""

    token: str = Field(max_length=4096)
    invitation: str = Field(default="", max_length=200)
    proof: str = Field(default="", max_length=8192)


class MaskedOut(_Told):
    """A placeholder: what was found, and whether the rules were sure."""

    placeholder: str
    why: str
    asked: bool
    context: str


class NearOut(_Told):
    """A published idea that says nearly the same."""

    idea: str
    title: str
    text: str
    link: str | None


class PreviewOut(_Told):
    """How an idea would appear."""

    title: str
    text: str
    masked: list[MaskedOut]
    near: list[NearOut]
    notes: list[str]


class ReceiptOut(_Told):
    """The code by which the author comes back; it is told once and kept nowhere."""

    receipt: str


class ReceiptIn(_Asked):
    """A receipt and its campaign."""

    campaign: str = Field(max_length=200)
    receipt: str = Field(max_length=200)


class CaseOut(_Told):
    """How an idea stands, and what the holder of its receipt may do on the receipt page.

    `status` is its public standing once it is published, with the reason that moderators gave.
    """

    state: str
    words: str
    status: str | None
    status_reason: str
    question: str
    title: str
    text: str
    reason: str
    asked: str | None
    link: str | None
    edit_waits: bool
    proposed: str | None
    may: list[str]


async def _only_json(request: Request) -> None:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Unfit(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


_CODES = (400, 403, 404, 409, 410, 413, 415, 422, 429)
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "description": HTTPStatus(code).phrase} for code in _CODES
}
router = APIRouter(prefix="/api", responses=_PROBLEMS)
_JSON = [Depends(_only_json)]


@router.get("/campaigns")
def campaigns(site: Here) -> list[CampaignOut]:
    """The campaigns, and the questions that take ideas now."""
    return [_campaign_out(campaign, site) for campaign in site.campaigns.values()]


@router.get("/campaigns/{slug}/token")
def token(site: Here, slug: str) -> TokenOut:
    """A token for one idea; wait a few seconds before you use it, as a person would."""
    campaign = _named(site, slug)
    now = site.now()
    proof = campaign.intake.proof_of_work
    return TokenOut(
        token=site.admission.form_token(campaign, now),
        challenge=dict(site.admission.challenge(campaign, now)) if proof else None,
    )


@router.post("/preview", dependencies=_JSON)
def preview(site: Here, sent: IdeaIn, address: Address) -> PreviewOut:
    """How an idea would appear: what is masked and why, and what is there already. Nothing is kept."""
    campaign, form = _checked(site, sent)
    try:
        seen = look(site, campaign, form, SOURCE, address)
    except UserProblem as problem:
        raise of_problem(problem) from None
    return PreviewOut(
        title=seen.title,
        text=seen.text,
        masked=[
            MaskedOut(placeholder=item.placeholder, why=item.why, asked=item.asked, context=item.context)
            for item in seen.masked
        ],
        near=[
            NearOut(idea=item.idea, title=item.title, text=item.text, link=site.topic(item.topic_id))
            for item in seen.near
        ],
        notes=list(seen.notes),
    )


@router.post("/ideas", status_code=HTTPStatus.CREATED, dependencies=_JSON)
def ideas(site: Here, sent: NewIdeaIn, address: Address) -> ReceiptOut:
    """Send an idea to the moderators."""
    campaign, form = _checked(site, sent)
    try:
        return ReceiptOut(receipt=take_in(site, campaign, form, SOURCE, address))
    except UserProblem as problem:
        raise of_problem(problem) from None


@router.post("/receipt", dependencies=_JSON)
def receipt(site: Here, sent: ReceiptIn, address: Address) -> CaseOut:
    """How the idea of a receipt stands. Slow on purpose."""
    campaign = _named(site, sent.campaign)
    code = read_code(sent.receipt)
    if code is None:
        raise wrong([Fault("receipt", "A receipt has five groups of four letters and digits.")])
    if not site.admission.may_look_up(address):
        raise Trouble(
            HTTPStatus.TOO_MANY_REQUESTS,
            "A little too fast",
            "Many receipts were tried from your network. Wait a minute.",
            retry=60,
        )
    try:
        case = reopen.find(site.doors, campaign, code, site.now())
    except UserProblem as problem:
        if may_be_gone(campaign, site.now()):
            raise Trouble(HTTPStatus.GONE, "Past its date", _(RECEIPTS_GONE)) from None
        raise of_problem(problem) from None
    if case is None:
        raise Trouble(HTTPStatus.NOT_FOUND, "Unknown receipt", "This campaign has no such receipt.")
    return CaseOut(
        state=case.state,
        words=standing_of(case).title,
        status=case.status,
        status_reason=case.words or "",
        question=case.question,
        title=case.title,
        text=case.text,
        reason=case.reason,
        asked=case.asked,
        link=site.topic(case.topic_id),
        edit_waits=case.edit_waits,
        proposed=case.proposed,
        may=sorted(case.may),
    )


@router.api_route("/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
def nothing(path: str) -> JSONResponse:
    """Anything else below this address."""
    del path
    raise Unfit(HTTPStatus.NOT_FOUND)


def _named(site: Site, slug: str) -> Campaign:
    campaign = site.campaigns.get(slug)
    if campaign is None:
        raise Trouble(HTTPStatus.NOT_FOUND, "Unknown campaign", "There is no campaign of this name here.")
    speak(campaign.language)
    return campaign


def _checked(site: Site, sent: IdeaIn) -> tuple[Campaign, IdeaForm]:
    campaign, form = _named(site, sent.campaign), sent.form()
    questions = open_questions(campaign, site.now())
    if not questions:
        raise Trouble(HTTPStatus.CONFLICT, "Not open", "This campaign takes no ideas now.")
    faults = faults_of(campaign, form, questions)
    if faults:
        raise wrong(faults)
    return campaign, form


def _campaign_out(campaign: Campaign, site: Site) -> CampaignOut:
    return CampaignOut(
        slug=campaign.slug,
        title=campaign.title,
        questions=[
            QuestionOut(id=question.id, title=question.title, text=question.text)
            for question in open_questions(campaign, site.now())
        ],
        roles=[group.id for group in campaign.groups],
        lenses=[tag.tag for lens in campaign.lenses for tag in lens.tags],
        longest_words=campaign.intake.longest_words,
        access=campaign.intake.form,
        proof_of_work=campaign.intake.proof_of_work,
    )
