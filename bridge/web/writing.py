"""Writing an idea: form, preview, receipt. It works without scripts, and nothing is kept in between."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.responses import Response

from bridge.admission.refusals import Refused
from bridge.domain.campaign import Campaign, FormAccess
from bridge.domain.errors import UserProblem
from bridge.domain.identity import Key, Kind
from bridge.domain.language import gettext as _
from bridge.domain.language import speak
from bridge.domain.reasons import REASONS
from bridge.domain.wording import counted
from bridge.pipeline.receive import NotOpen, Preview
from bridge.web.ideaform import Fault, IdeaForm, faults_of
from bridge.web.pages import shown
from bridge.web.reading import Fields, Unfit, read_fields
from bridge.web.refusals import refusal_of
from bridge.web.site import Address, Here, Site, open_questions, standing, until
from bridge.web.taking import add_support, look, take_in, under
from bridge.web.telling import words_for

SOURCE = "form"
router = APIRouter(include_in_schema=False)
Form = Annotated[Fields, Depends(read_fields)]


class Ways(NamedTuple):
    """Where a preview leads: on, back to the form, and to supporting another idea instead."""

    send: str
    again: str
    support: str | None = None


class Sent(NamedTuple):
    """A campaign and what was sent for it."""

    campaign: Campaign
    form: IdeaForm


def campaign_named(site: Site, slug: str) -> Campaign:
    """A campaign; Unfit for one that is not here."""
    campaign = site.campaigns.get(slug)
    if campaign is None:
        raise Unfit(HTTPStatus.NOT_FOUND)
    speak(campaign.language)
    return campaign


def form_page(
    site: Site,
    campaign: Campaign,
    form: IdeaForm,
    faults: Sequence[Fault] = (),
    *,
    status: int = 200,
    retry: int | None = None,
    fresh: bool = False,
) -> Response:
    """The form with what is in it, or why it is not open; `fresh` gives it a new token."""
    now = site.now()
    questions = open_questions(campaign, now)
    if not questions:
        return closed_page(site, campaign, form)
    proof = campaign.intake.proof_of_work
    return site.pages.page(
        "form",
        status,
        scripts=proof,
        retry=retry,
        campaign=campaign,
        questions=questions,
        form=form,
        faults=faults,
        token=form.token if form.token and not fresh else site.admission.form_token(campaign, now),
        longest=campaign.intake.longest_words,
        until=until(campaign, now),
        invited=campaign.intake.form is FormAccess.INVITED,
        proof=proof,
        keeps_raw=site.keeps_raw,
    )


def closed_page(site: Site, campaign: Campaign, form: IdeaForm | None = None) -> Response:
    """When ideas are taken; with the text that somebody sent too late, so that it is not lost."""
    heading, when = standing(campaign, site.now())
    written = form.text if form is not None else ""
    return site.pages.page(
        "closed",
        HTTPStatus.CONFLICT if written else HTTPStatus.OK,
        campaign=campaign,
        heading=heading,
        when=when,
        written=written,
        link=site.forum,
    )


def told(site: Site, campaign: Campaign, form: IdeaForm, problem: UserProblem) -> Response:
    """The form once more, with why it did not go on and everything that was typed."""
    if isinstance(problem, NotOpen):
        if not open_questions(campaign, site.now()):
            return closed_page(site, campaign, form)
        return form_page(site, campaign, form, [_fault("question", problem)], status=HTTPStatus.CONFLICT)
    if isinstance(problem, Refused):
        found = refusal_of(problem)
        faults = [Fault(found.field, found.words)]
        return form_page(
            site, campaign, form, faults, status=found.status, retry=found.retry, fresh=found.fresh
        )
    return form_page(site, campaign, form, [_fault("text", problem)], status=HTTPStatus.UNPROCESSABLE_ENTITY)


def preview_page(
    site: Site,
    campaign: Campaign,
    form: IdeaForm,
    preview: Preview,
    hidden: Sequence[tuple[str, str]],
    ways: Ways,
) -> Response:
    """How an idea would appear, with the ways on; `hidden` carries everything that was typed."""
    near = [
        {"idea": item.idea, "title": item.title, "text": item.text, "link": site.topic(item.topic_id)}
        for item in preview.near
    ]
    return site.pages.page(
        "preview",
        campaign=campaign,
        preview=preview,
        shown=shown(preview.text, preview.masked),
        under=under(campaign, form),
        near=near,
        hidden=hidden,
        ways=ways,
        keeps_raw=site.keeps_raw,
        faults=(),
    )


def _fault(field: str, problem: UserProblem) -> Fault:
    return Fault(field, words_for(problem))


def _sent(site: Here, slug: str, fields: Form) -> Sent:
    return Sent(campaign_named(site, slug), IdeaForm.of(fields))


Posted = Annotated[Sent, Depends(_sent)]


@router.get("/c/{slug}")
def write(site: Here, slug: str) -> Response:
    """The form."""
    return form_page(site, campaign_named(site, slug), IdeaForm())


@router.post("/c/{slug}")
def write_on(site: Here, posted: Posted) -> Response:
    """The form with what was typed before."""
    return form_page(site, *posted)


@router.get("/c/{slug}/how")
def how(site: Here, slug: str) -> Response:
    """What happens to the words of a person."""
    campaign = campaign_named(site, slug)
    hours = round(campaign.anonymity.longest_wait.total_seconds() / 3600)
    wait = counted(hours // 24, "day") if hours % 24 == 0 and hours > 24 else counted(hours, "hour")
    batch = campaign.anonymity.batch_size
    return site.pages.page(
        "how",
        campaign=campaign,
        batch=batch,
        wait=wait,
        keeps=campaign.retention,
        keeps_raw=site.keeps_raw,
        reasons=tuple(map(_, REASONS.values())),
    )


@router.get("/c/{slug}/challenge")
def challenge(site: Here, slug: str) -> Response:
    """A sum for the browser to work out."""
    campaign = campaign_named(site, slug)
    if not campaign.intake.proof_of_work:
        raise Unfit(HTTPStatus.NOT_FOUND)
    return JSONResponse(site.admission.challenge(campaign, site.now()))


@router.get("/c/{slug}/{step}")
def back(site: Here, slug: str, step: str) -> Response:
    """Somebody opened the address of a later page, which lives from what is sent to it."""
    if step not in ("preview", "send", "support"):
        raise Unfit(HTTPStatus.NOT_FOUND)
    return RedirectResponse(f"/c/{campaign_named(site, slug).slug}", HTTPStatus.SEE_OTHER)


@router.post("/c/{slug}/preview")
def preview(site: Here, posted: Posted, address: Address) -> Response:
    """How the idea would appear."""
    campaign, form = posted
    faults = faults_of(campaign, form, open_questions(campaign, site.now()))
    if faults:
        return form_page(site, campaign, form, faults, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        seen = look(site, campaign, form, SOURCE, address)
    except UserProblem as problem:
        return told(site, campaign, form, problem)
    here = f"/c/{campaign.slug}"
    ways = Ways(f"{here}/send", here, f"{here}/support")
    return preview_page(site, campaign, form, seen, form.hidden(), ways)


@router.post("/c/{slug}/send")
def send(site: Here, posted: Posted, address: Address) -> Response:
    """Take the idea in and show its receipt, once."""
    campaign, form = posted
    faults = faults_of(campaign, form, open_questions(campaign, site.now()))
    if faults:
        return form_page(site, campaign, form, faults, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        code = take_in(site, campaign, form, SOURCE, address)
    except UserProblem as problem:
        return told(site, campaign, form, problem)
    return site.pages.page("sent", campaign=campaign, groups=code.split("-"))


@router.post("/c/{slug}/support")
def support(site: Here, posted: Posted, fields: Form, address: Address) -> Response:
    """Count a published idea as said once more instead."""
    campaign, form = posted
    idea = fields.one("idea")
    try:
        add_support(site, campaign, form, idea, address)
    except UserProblem as problem:
        return told(site, campaign, form, problem)
    return site.pages.page("supported", campaign=campaign, link=_topic_of(site, campaign, idea))


def _topic_of(site: Site, campaign: Campaign, idea: str) -> str | None:
    with site.doors.store.begin() as unit:
        link = unit.links.get(Key(campaign.slug, Kind.IDEA, idea))
    return site.topic(link.topic_id) if link is not None else None
