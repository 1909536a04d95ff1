"""The first page: which campaigns take ideas, and when the others do."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from bridge.web.site import Here, open_questions, standing, until

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(site: Here) -> Response:
    """All campaigns, those that are open first."""
    now = site.now()
    open_now, shut = [], []
    for campaign in site.campaigns.values():
        if open_questions(campaign, now):
            open_now.append({"campaign": campaign, "until": until(campaign, now)})
        else:
            shut.append({"campaign": campaign, "when": standing(campaign, now)[1]})
    return site.pages.page("home", open=open_now, shut=shut)
