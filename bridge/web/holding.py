"""What the holder of a receipt sees and does. The code comes in a request's body, never in an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.idea import IdeaStatus
from bridge.domain.language import gettext as _
from bridge.domain.language import gettext_noop, speak
from bridge.domain.receipt import read_code
from bridge.pipeline import reopen
from bridge.pipeline.reopen import Case
from bridge.render.outcomes import status_shown
from bridge.web.ideaform import Fault, IdeaForm, faults_of
from bridge.web.pages import shown
from bridge.web.reading import Fields, read_fields
from bridge.web.site import Address, Here, Site
from bridge.web.standings import standing_of
from bridge.web.taking import look as look_at
from bridge.web.taking import under
from bridge.web.telling import RECEIPTS_GONE, may_be_gone, words_for
from bridge.web.writing import SOURCE, Ways, preview_page

router = APIRouter(include_in_schema=False)
Form = Annotated[Fields, Depends(read_fields)]

_UNKNOWN = gettext_noop("We do not know this receipt. Please check each sign, and which campaign it is for.")
_NOT_A_CODE = gettext_noop("A receipt has five groups of four letters and digits.")
_TOO_MANY = gettext_noop("Many receipts were tried from your network. Please wait a minute and try again.")
_MINUTE = 60


class Held(NamedTuple):
    """A campaign, a code in its printed form, and all that was sent with it."""

    campaign: Campaign
    code: str
    fields: Fields

    def hidden(self) -> list[tuple[str, str]]:
        """What every further form carries on."""
        return [("campaign", self.campaign.slug), ("code", self.code)]


class _Stop(Exception):
    """There is nothing to go on with; the page that says so."""

    def __init__(self, page: Response) -> None:
        super().__init__()
        self.page = page


@router.get("/receipt")
def ask(site: Here) -> Response:
    """The page that asks for the code."""
    return _asking(site)


@router.get("/receipt/{step:path}")
def back(step: str) -> Response:
    """Somebody opened the address of a later page, which lives from what is sent to it."""
    del step
    return RedirectResponse("/receipt", HTTPStatus.SEE_OTHER)


@router.post("/receipt")
def look(site: Here, fields: Form, address: Address) -> Response:
    """How the idea stands, and what its author can do."""
    try:
        held = _held(site, fields, address)
        return _case_page(site, held, _case(site, held))
    except _Stop as stop:
        return stop.page


@router.post("/receipt/edit")
def edit(site: Here, fields: Form) -> Response:
    """The form with the words as they stand; the code is looked at when the change is sent."""
    try:
        return _form(site, _carried(site, fields), IdeaForm.of(fields))
    except _Stop as stop:
        return stop.page


@router.post("/receipt/edit/preview")
def edit_preview(site: Here, fields: Form, address: Address) -> Response:
    """How the change would appear; keeps nothing."""
    try:
        held = _carried(site, fields)
    except _Stop as stop:
        return stop.page
    campaign, form = held.campaign, IdeaForm.of(fields)
    faults = faults_of(campaign, form, campaign.questions)
    if faults:
        return _form(site, held, form, faults)
    try:
        seen = look_at(site, campaign, form, SOURCE, address, late=True)
    except UserProblem as problem:
        return _form(site, held, form, [_fault(site, held, problem)])
    ways = Ways("/receipt/edit/send", "/receipt/edit")
    carried = [*form.hidden(), *held.hidden()]
    return preview_page(site, campaign, form, replace(seen, near=()), carried, ways)


@router.post("/receipt/edit/send")
def edit_send(site: Here, fields: Form, address: Address) -> Response:
    """Hand the change to the moderators."""
    try:
        held = _held(site, fields, address)
    except _Stop as stop:
        return stop.page
    form = IdeaForm.of(fields)
    faults = faults_of(held.campaign, form, held.campaign.questions)
    if faults:
        return _form(site, held, form, faults)
    try:
        reopen.edit(site.doors, held.campaign, held.code, form.raw(SOURCE), site.now())
    except UserProblem as problem:
        return _form(site, held, form, [_fault(site, held, problem)])
    return _done(
        site,
        held,
        _("Your change has arrived"),
        _("A moderator reads it before it comes out. Your receipt stays the same."),
    )


@router.post("/receipt/withdraw")
def withdraw(site: Here, fields: Form) -> Response:
    """Ask once more before an idea is taken back."""
    try:
        held = _carried(site, fields)
    except _Stop as stop:
        return stop.page
    return site.pages.page("withdraw", campaign=held.campaign, hidden=held.hidden())


@router.post("/receipt/withdraw/confirm")
def withdraw_now(site: Here, fields: Form, address: Address) -> Response:
    """Take the idea back."""
    try:
        held = _held(site, fields, address)
    except _Stop as stop:
        return stop.page
    try:
        reopen.withdraw(site.doors, held.campaign, held.code, site.now())
    except UserProblem as problem:
        return _again(site, held, Fault("", _words(site, held, problem)))
    return _done(
        site,
        held,
        _("You have taken your idea back"),
        _(
            "If it stood in the forum, its words go away there with the next update. You may write another "
            "idea at any time."
        ),
    )


@router.post("/receipt/answer")
def answer(site: Here, fields: Form, address: Address) -> Response:
    """Give the moderators the answer."""
    try:
        held = _held(site, fields, address)
    except _Stop as stop:
        return stop.page
    words = fields.one("words")
    try:
        reopen.answer(site.doors, held.campaign, held.code, words, site.now())
    except UserProblem as problem:
        return _again(site, held, Fault("words", _words(site, held, problem)), words)
    return _done(site, held, _("Thank you for the answer"), _("The moderators can read it now."))


@router.post("/receipt/consent")
def consent(site: Here, fields: Form, address: Address) -> Response:
    """Say yes or no to joining the idea with another one."""
    try:
        held = _held(site, fields, address)
    except _Stop as stop:
        return stop.page
    said = fields.one("agrees")
    if said not in ("yes", "no"):
        return _again(site, held, Fault("agrees", _("Please choose yes or no.")))
    try:
        reopen.consent(site.doors, held.campaign, held.code, site.now(), agrees=said == "yes")
    except UserProblem as problem:
        return _again(site, held, Fault("agrees", _words(site, held, problem)))
    if said == "no":
        return _done(
            site, held, _("The ideas stay apart"), _("The moderators know now. Thank you for answering.")
        )
    return _done(
        site,
        held,
        _("Thank you for agreeing"),
        _("Once everybody who is asked has agreed, the two go on as one. Each person's vote counts once."),
    )


@router.post("/receipt/credit")
def credit(site: Here, fields: Form, address: Address) -> Response:
    """Put a name to the idea."""
    try:
        held = _held(site, fields, address)
    except _Stop as stop:
        return stop.page
    try:
        reopen.credit(site.doors, held.campaign, held.code, fields.one("name"), site.now())
    except UserProblem as problem:
        return _again(site, held, Fault("name", _words(site, held, problem)))
    return _done(
        site, held, _("Your name will stand in the guide"), _("Thank you for standing by your idea.")
    )


def _asking(
    site: Site,
    fault: Fault | None = None,
    *,
    chosen: str = "",
    written: str = "",
    status: int = 200,
    retry: int | None = None,
) -> Response:
    return site.pages.page(
        "receipt",
        status,
        retry=retry,
        campaigns=tuple(site.campaigns.values()),
        chosen=chosen,
        faults=[fault] if fault else [],
        written=written,
    )


def _carried(site: Site, fields: Fields) -> Held:
    """The campaign and the code that were sent; the code may still be wrong."""
    slug, written = fields.one("campaign"), fields.one("text") or fields.one("words")
    campaign = site.campaigns.get(slug)
    if campaign is None and len(site.campaigns) == 1:
        (campaign,) = site.campaigns.values()
    bad = HTTPStatus.UNPROCESSABLE_ENTITY
    if campaign is not None:
        speak(campaign.language)
    if campaign is None:
        fault = Fault("campaign", _("Please choose the campaign."))
        raise _Stop(_asking(site, fault, written=written, status=bad))
    code = read_code(fields.one("code"))
    if code is None:
        raise _Stop(_asking(site, Fault("code", _(_NOT_A_CODE)), chosen=slug, written=written, status=bad))
    return Held(campaign, code, fields)


def _held(site: Site, fields: Fields, address: str) -> Held:
    """The same where the code is tried next: counted, so that nobody tries many."""
    held = _carried(site, fields)
    if not site.admission.may_look_up(address):
        written = fields.one("text") or fields.one("words")
        fault = Fault("code", _(_TOO_MANY))
        status = HTTPStatus.TOO_MANY_REQUESTS
        slug = held.campaign.slug
        raise _Stop(_asking(site, fault, chosen=slug, written=written, status=status, retry=_MINUTE))
    return held


def _case(site: Site, held: Held) -> Case:
    words = _(_UNKNOWN)
    try:
        case = reopen.find(site.doors, held.campaign, held.code, site.now())
    except UserProblem as problem:
        case, words = None, _words(site, held, problem)
    if case is None:
        fault = Fault("code", words)
        written = held.fields.one("text") or held.fields.one("words")
        raise _Stop(
            _asking(
                site,
                fault,
                chosen=held.campaign.slug,
                written=written,
                status=HTTPStatus.UNPROCESSABLE_ENTITY,
            )
        )
    return case


def _again(site: Site, held: Held, fault: Fault, words: str = "") -> Response:
    """The case once more, with what did not go through."""
    try:
        case = _case(site, held)
    except _Stop as stop:
        return stop.page
    return _case_page(site, held, case, [fault], words, HTTPStatus.UNPROCESSABLE_ENTITY)


def _case_page(
    site: Site, held: Held, case: Case, faults: Sequence[Fault] = (), words: str = "", status: int = 200
) -> Response:
    campaign = held.campaign
    form = IdeaForm(
        question=case.question,
        title=case.title,
        text=case.text,
        role=case.role or "",
        lenses=case.lenses,
        experience=case.experience,
    )
    return site.pages.page(
        "case",
        status,
        campaign=campaign,
        case=case,
        case_status=status_shown(IdeaStatus(case.status)) if case.status else "",
        state=standing_of(case),
        may=case.may,
        shown=shown(case.text, case.masked),
        under=under(campaign, form),
        link=site.topic(case.topic_id),
        hidden=held.hidden(),
        text_as_it_is=form.hidden(),
        faults=faults,
        words=words,
    )


def _form(site: Site, held: Held, form: IdeaForm, faults: Sequence[Fault] = ()) -> Response:
    campaign = held.campaign
    # An answer to another question would be another idea, so only its own is offered.
    asked = [question for question in campaign.questions if question.id == form.question]
    return site.pages.page(
        "revise",
        HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
        campaign=campaign,
        questions=asked or campaign.questions,
        form=form,
        faults=faults,
        longest=campaign.intake.longest_words,
        hidden=held.hidden(),
    )


def _done(site: Site, held: Held, heading: str, words: str) -> Response:
    return site.pages.page("done", campaign=held.campaign, heading=heading, words=words, hidden=held.hidden())


def _fault(site: Site, held: Held, problem: UserProblem) -> Fault:
    return Fault("text", _words(site, held, problem))


def _words(site: Site, held: Held, problem: UserProblem) -> str:
    return _(RECEIPTS_GONE) if may_be_gone(held.campaign, site.now()) else words_for(problem)
