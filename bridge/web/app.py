"""The web application: routes, answers to errors, files, and the gate around it."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bridge import __version__
from bridge.domain.language import gettext as _
from bridge.web import api, events, guides, health, holding, home, reviewing, writing
from bridge.web.description import describe
from bridge.web.gate import Gate, broken
from bridge.web.pages import STATIC
from bridge.web.reading import Unfit
from bridge.web.refusing import answer, problem
from bridge.web.site import Here, Site
from bridge.web.speaking import Speaking
from bridge.web.troubles import Trouble
from bridge.web.visits import SignedOut


def build(site: Site, address: str | None = None) -> Speaking:
    """Everything wired; `address` is the site's public address where one is set."""
    app = FastAPI(
        title="ideabridge",
        version=__version__,
        summary="Send an idea to a campaign without a name, and see what became of it.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    describe(app)
    app.state.site = site
    app.add_api_route(f"{STATIC}{{name:path}}", _file, include_in_schema=False)
    app.add_api_route("/robots.txt", _robots, include_in_schema=False)
    for router in (
        health.router,
        home.router,
        holding.router,
        writing.router,
        reviewing.router,
        guides.router,
        events.router,
        api.router,
    ):
        app.include_router(router)
    app.add_exception_handler(Unfit, _unfit)
    app.add_exception_handler(SignedOut, _signed_out)
    app.add_exception_handler(Trouble, _trouble)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _broken)
    gate = Gate(app, partial(answer, site.pages), address, STATIC, events.LARGEST)
    return Speaking(gate, site.language_at)


def _file(site: Here, name: str) -> Response:
    found = site.pages.file(name)
    if found is None:
        raise Unfit(HTTPStatus.NOT_FOUND)
    return found


def _robots() -> Response:
    return Response("User-agent: *\nDisallow: /\n", media_type="text/plain")


def _answer(request: Request, status: HTTPStatus) -> Response:
    site: Site = request.app.state.site
    return answer(site.pages, request.url.path, status)


def _unfit(request: Request, error: Exception) -> Response:
    assert isinstance(error, Unfit)
    return _answer(request, error.status)


def _signed_out(request: Request, error: Exception) -> Response:
    assert isinstance(error, SignedOut)
    site: Site = request.app.state.site
    words = _("Please sign in to review ideas.")
    if error.written:
        words = _("Your half hour was over, so nothing was decided. Please sign in again.")
    return reviewing.signed_out_page(site, words, written=error.written)


def _broken(request: Request, error: Exception) -> Response:
    """Whatever nobody expected. It is raised once more afterwards, and reported by the gate."""
    site: Site = request.app.state.site
    return broken(partial(answer, site.pages), request.scope, error)


def _trouble(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Trouble)
    faults = [(fault.field, fault.words) for fault in error.faults]
    return problem(error.status, error.title, error.detail, faults=faults, retry=error.retry)


def _invalid(request: Request, error: Exception) -> Response:
    """Names fields, never their content; what arrived as no JSON at all is a bad request."""
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(fault["type"] == "json_invalid" for fault in found) or not request.url.path.startswith("/api/"):
        return _answer(request, HTTPStatus.BAD_REQUEST)
    faults = [
        (
            ".".join(str(part) for part in fault["loc"][1:]),
            "is missing" if fault["type"] == "missing" else "is not valid",
        )
        for fault in found
    ]
    words = "; ".join(f"{field or 'the body'} {what}" for field, what in faults)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Not as it should be", words, faults=faults)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _answer(request, HTTPStatus(error.status_code))
