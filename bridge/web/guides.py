"""The guides that the worker has built: for everybody from their day on, before that for moderators."""

from __future__ import annotations

import mimetypes
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, RedirectResponse
from starlette.responses import Response

from bridge.render.guide.folder import MARK
from bridge.web.headers import GUIDE_POLICY
from bridge.web.reading import Unfit
from bridge.web.site import Here, Site
from bridge.web.visits import Visiting

router = APIRouter(include_in_schema=False)

_HOUR = "public, max-age=3600"


@router.get("/guide/{slug}")
def front(slug: str) -> Response:
    """The address as people type it."""
    return RedirectResponse(f"/guide/{slug}/", HTTPStatus.PERMANENT_REDIRECT)


@router.get("/guide/{slug}/{path:path}")
def guide(site: Here, slug: str, path: str) -> Response:
    """A page or a file of a guide that is out."""
    campaign = site.campaigns.get(slug)
    out = campaign.guide.published if campaign is not None else None
    if campaign is None or out is None or campaign.local(site.now()).date() < out:
        raise Unfit(HTTPStatus.NOT_FOUND)
    answer = _file(site, slug, path)
    answer.headers["cache-control"] = _HOUR
    answer.headers["x-robots-tag"] = "all"
    return answer


@router.get("/review/guide/{slug}/{path:path}")
def preview(visit: Visiting, slug: str, path: str) -> Response:
    """The same for moderators, also before its day."""
    if slug not in visit.site.campaigns:
        raise Unfit(HTTPStatus.NOT_FOUND)
    return _file(visit.site, slug, path)


def _file(site: Site, slug: str, path: str) -> Response:
    if site.guides is None:
        raise Unfit(HTTPStatus.NOT_FOUND)
    folder = (site.guides / slug).resolve()
    found = (folder / (path or "index.html")).resolve()
    # The build's own list says which files are the guide's: nothing else in the folder is shown.
    if not found.is_relative_to(folder) or not _belongs(folder, found):
        raise Unfit(HTTPStatus.NOT_FOUND)
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    return FileResponse(found, media_type=kind, headers={"content-security-policy": GUIDE_POLICY})


def _belongs(folder: Path, found: Path) -> bool:
    try:
        listed = (folder / MARK).read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return found.relative_to(folder).as_posix() in listed and found.is_file()
