"""Hand out the locked raw text of a submission: written down first, so that no opening goes unseen."""

from __future__ import annotations

from datetime import datetime

from bridge.domain.errors import UserProblem
from bridge.domain.idea import Decision, ModerationEntry, rounded_to_hour
from bridge.pipeline.moderate import open_to
from bridge.ports import Redactor, Store


def unseal(
    store: Store,
    redactor: Redactor,
    campaign: str,
    submission: str,
    reason: str,
    now: datetime,
    *,
    by: str,
) -> bytes:
    """The raw text as it was locked at the door; only a private key that is not here opens it.

    The line in the moderation log is kept before anything is handed out. UserProblem without a reason, for
    what does not wait, for a moderator who has handed it on, and where no raw text was kept.
    """
    words = redactor.redact(" ".join(reason.split())).text
    if not words:
        raise UserProblem("A reason is missing.", hint="Say why the masked text is not enough.")
    with store.begin() as unit:
        found = open_to(unit, campaign, submission, by)
        if not found.raw:
            raise UserProblem(
                "No raw text was kept of this idea.",
                hint="It is kept where IDEABRIDGE_RAW_RECIPIENTS names public keys; else ask the author.",
            )
        unit.ideas.log(ModerationEntry(campaign, found.id, Decision.OPEN, words, rounded_to_hour(now)))
        return found.raw
