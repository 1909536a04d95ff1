"""The review pages: what waits, with the masked words, open questions and neighbours, and the decisions."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.idea import Experience, Submission
from bridge.domain.language import gettext as _
from bridge.domain.language import gettext_noop
from bridge.domain.reasons import REASONS
from bridge.pipeline import moderate
from bridge.pipeline.anonymise import clean
from bridge.web.connect import Untrue
from bridge.web.ideaform import IdeaForm
from bridge.web.moderators import LASTS, NONCE, SESSION, NotStaff
from bridge.web.pages import shown
from bridge.web.reading import Fields, Unfit, read_fields
from bridge.web.site import Here, Site
from bridge.web.taking import under
from bridge.web.telling import words_for
from bridge.web.visits import Doing, Staff, Visit, Visiting
from bridge.web.writing import campaign_named

HOME = "/review"
router = APIRouter(prefix=HOME, include_in_schema=False)
Form = Annotated[Fields, Depends(read_fields)]

_DONE = {
    "accepted": gettext_noop("Accepted. It comes out with the next batch."),
    "merged": gettext_noop("Merged. It counts as said once more."),
    "agreed": gettext_noop("You agreed. A second person has to accept it as well."),
    "returned": gettext_noop("Sent back to its author, with your reason."),
    "rejected": gettext_noop("Rejected, with your reason."),
    "asked": gettext_noop("Asked. The author sees the question by receipt."),
    "handed-on": gettext_noop("Handed on. You will not decide about this one."),
    "gone": gettext_noop("That one does not wait any more: somebody has decided."),
}


@router.get("")
def campaigns(visit: Visiting) -> Response:
    """How much waits in each campaign."""
    site = visit.site
    rows = [
        {"campaign": campaign, "waiting": len(moderate.waiting(site.doors.store, campaign.slug))}
        for campaign in site.campaigns.values()
    ]
    return site.pages.page("review", rows=rows, mark=visit.mark)


@router.get("/sign-in")
def sign_in(site: Here, staff: Staff, request: Request) -> Response:
    """Send somebody to the forum, which knows who they are."""
    home = (site.address or str(request.base_url)).rstrip("/")
    target, nonce = staff.ask(f"{home}{HOME}/in")
    answer = RedirectResponse(target, HTTPStatus.SEE_OTHER)
    answer.set_cookie(NONCE, nonce, max_age=600, path=HOME, secure=True, httponly=True, samesite="lax")
    return answer


@router.get("/in")
def signed_in(site: Here, staff: Staff, request: Request, sso: str = "", sig: str = "") -> Response:
    """Somebody comes back from the forum."""
    try:
        cookie = staff.welcome(sso, sig, request.cookies.get(NONCE, ""))
    except Untrue:
        return signed_out_page(site, _("This sign-in is not valid, or not any more. Please try again."))
    except NotStaff:
        return signed_out_page(site, _("Only moderators and admins of the forum may review ideas."))
    answer = RedirectResponse(HOME, HTTPStatus.SEE_OTHER)
    seconds = int(LASTS.total_seconds())
    answer.set_cookie(SESSION, cookie, max_age=seconds, path=HOME, secure=True, httponly=True, samesite="lax")
    answer.delete_cookie(NONCE, path=HOME, secure=True, httponly=True, samesite="lax")
    return answer


@router.post("/sign-out")
def sign_out(visit: Doing, staff: Staff, request: Request) -> Response:
    """End the visit."""
    staff.end(request.cookies.get(SESSION, ""))
    answer = signed_out_page(
        visit.site, _("You are signed out here. In the forum you still are signed in."), 200
    )
    answer.delete_cookie(SESSION, path=HOME, secure=True, httponly=True, samesite="lax")
    return answer


def signed_out_page(
    site: Site, words: str, status: int = HTTPStatus.FORBIDDEN, written: str = ""
) -> Response:
    """The way to the forum's log-in."""
    return site.pages.page("review_signed_out", status, words=words, written=written)


@router.get("/{slug}")
def queue(visit: Visiting, slug: str, done: str = "") -> Response:
    """What waits in a campaign, oldest first."""
    campaign = campaign_named(visit.site, slug)
    by = visit.pseudonym(slug)
    rows = [_row(campaign, item, by) for item in moderate.waiting(visit.site.doors.store, slug)]
    return visit.site.pages.page(
        "review_queue",
        campaign=campaign,
        rows=rows,
        told=_(_DONE[done]) if done in _DONE else "",
        mark=visit.mark,
    )


@router.get("/{slug}/{submission}")
def one(visit: Visiting, slug: str, submission: str) -> Response:
    """One idea that waits, with everything that helps to decide."""
    campaign = campaign_named(visit.site, slug)
    item = _waiting(visit.site, slug, submission)
    return _to_queue(slug, "gone") if item is None else _page(visit, campaign, item)


@router.post("/{slug}/{submission}/{deed}")
def decide(visit: Doing, slug: str, submission: str, deed: str, fields: Form) -> Response:
    """Carry out a decision."""
    campaign = campaign_named(visit.site, slug)
    item = _waiting(visit.site, slug, submission)
    if item is None:
        return _to_queue(slug, "gone")
    try:
        done = _decided(visit, campaign, item, deed, fields)
    except UserProblem as problem:
        return _page(visit, campaign, item, fields, deed, words_for(problem))
    return _to_queue(slug, done)


def _decided(visit: Visit, campaign: Campaign, item: Submission, deed: str, fields: Fields) -> str:
    """Carry it out; gives the word for what came of it."""
    doors, now, by = visit.site.doors, visit.site.now(), visit.pseudonym(campaign.slug)
    store, redactor, slug = doors.store, doors.redactor, campaign.slug
    if deed == "accept":
        title, text = " ".join(clean(fields.one("title")).split()), clean(fields.one("text"))
        outcome = moderate.accept(
            store,
            redactor,
            slug,
            item.id,
            now,
            by=by,
            title=None if title == item.title else title,
            text=None if text == item.text else text,
            alone=not campaign.anonymity.second_person,
        )
        if outcome.idea is None:
            return "agreed"
        return "merged" if outcome.merged else "accepted"
    if deed == "merge":
        moderate.merge(store, slug, item.id, fields.one("idea").strip(), now, by=by)
        return "merged"
    if deed in ("return", "reject"):
        act = moderate.return_ if deed == "return" else moderate.reject
        reason = f"{fields.one('code')} {fields.one('words')}".strip()
        act(store, redactor, slug, item.id, reason, now, by=by)
        return f"{deed}ed"
    if deed == "ask":
        moderate.ask(store, redactor, slug, item.id, fields.one("words"), now, by=by)
        return "asked"
    if deed == "hand-on":
        moderate.hand_on(store, slug, item.id, now, by=by)
        return "handed-on"
    raise Unfit(HTTPStatus.NOT_FOUND)


def _to_queue(slug: str, done: str) -> Response:
    return RedirectResponse(f"{HOME}/{slug}?done={done}", HTTPStatus.SEE_OTHER)


def _waiting(site: Site, slug: str, submission: str) -> Submission | None:
    return next((item for item in moderate.waiting(site.doors.store, slug) if item.id == submission), None)


def _row(campaign: Campaign, item: Submission, by: str) -> dict[str, object]:
    question = campaign.question(item.question)
    return {
        "item": item,
        "question": question.title if question is not None else item.question,
        "asked": sum(mask.asked for mask in item.masked),
        "mine": by in item.known_to,
        "agreed_by_me": item.agreed_by == by,
    }


def _page(
    visit: Visit,
    campaign: Campaign,
    item: Submission,
    fields: Fields | None = None,
    deed: str = "",
    problem: str = "",
) -> Response:
    form = IdeaForm(role=item.role or "", lenses=item.lenses, experience=Experience(item.experience).value)
    sent = fields or Fields({})
    accepting = deed == "accept"
    return visit.site.pages.page(
        "review_idea",
        HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK,
        campaign=campaign,
        row=_row(campaign, item, visit.pseudonym(campaign.slug)),
        item=item,
        shown=shown(item.text, item.masked),
        under=under(campaign, form),
        near=_near(visit.site, item),
        revised=_idea(visit.site, campaign.slug, item.revises),
        reasons={code: _(words) for code, words in REASONS.items()},
        title=sent.one("title") if accepting else item.title,
        text=sent.one("text") if accepting else item.text,
        words={name: sent.one("words") if deed == name else "" for name in ("return", "reject", "ask")},
        deed=deed,
        problem=problem,
        mark=visit.mark,
    )


def _near(site: Site, item: Submission) -> Sequence[dict[str, object]]:
    with site.doors.store.begin() as unit:
        found = [(match, unit.ideas.get(item.campaign, match.idea)) for match in item.near]
    return [
        {"idea": idea.id, "title": idea.title, "text": idea.text, "score": round(100 * match.score)}
        for match, idea in found
        if idea is not None
    ]


def _idea(site: Site, slug: str, idea: str | None) -> object:
    if idea is None:
        return None
    with site.doors.store.begin() as unit:
        return unit.ideas.get(slug, idea)
