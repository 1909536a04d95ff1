"""Which problems are for whoever looks at a page, and which are for the operator alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import TracebackType

from bridge.admission.refusals import Refused
from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.language import gettext_noop

RECEIPTS_GONE = gettext_noop(
    "The receipts of this campaign were destroyed some time after its end, as it was promised."
)

_FOR_PEOPLE = "bridge.pipeline."


def words_for(problem: UserProblem) -> str:
    """The words of a problem that a person can mend; called where it was caught.

    Only the pipeline and admission speak to whoever sends something. What a database or a key file says names
    places on this machine: it goes on as it came, and the page says no more than that something broke.
    """
    if isinstance(problem, Refused) or _raised_in(problem.__traceback__).startswith(_FOR_PEOPLE):
        return f"{problem.what} {problem.hint}".strip()
    raise problem


def may_be_gone(campaign: Campaign, now: datetime) -> bool:
    """Whether the receipts of a campaign may have been destroyed by now."""
    due = campaign.ends + timedelta(days=campaign.retention.receipts_days)
    return campaign.local(now).date() >= due


def _raised_in(trace: TracebackType | None) -> str:
    """The module that raised it."""
    module = ""
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        trace = trace.tb_next
    return module
