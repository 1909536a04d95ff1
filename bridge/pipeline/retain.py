"""Destroy what is past its date, and write down under a signature that it was.

What has a date: texts of returned and rejected submissions, the keys and rows of a campaign that is over, and
reasons in the moderation log. Published ideas, votes by pseudonym and rankings have none here: they are the
record of the campaign. Run again it destroys nothing twice, and writes down what a run that was cut off left
unwritten.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bridge.domain.campaign import Campaign
from bridge.domain.destruction import Destruction
from bridge.domain.idea import Decision, rounded_to_hour
from bridge.ports import KeyKeeper, Store, UnitOfWork


class Matter(StrEnum):
    """What can be past its date."""

    DECIDED_TEXTS = "texts of returned and rejected ideas"
    SUBMISSIONS = "key and texts of submissions"
    NAMES = "key of the names of ideas"
    RECEIPTS = "key and rows of receipts"
    PSEUDONYMS = "key of pseudonyms"
    REASONS = "reasons in the moderation log"


@dataclass(frozen=True, slots=True)
class Overdue:
    """Something that is past its date: so many rows (0 for a key alone), and the day on which it was due."""

    matter: Matter
    rows: int
    due: date


_KEYS = {
    Matter.SUBMISSIONS: "submission",
    Matter.NAMES: "name",
    Matter.RECEIPTS: "receipt",
    Matter.PSEUDONYMS: "pseudonym",
}


def overdue(store: Store, keys: KeyKeeper, campaign: Campaign, now: datetime) -> Sequence[Overdue]:
    """What is past its date now, in the order in which it is destroyed. Changes nothing."""
    with store.begin() as unit:
        return _overdue(unit, keys, campaign, now)


def retain(store: Store, keys: KeyKeeper, campaign: Campaign, now: datetime) -> Sequence[Destruction]:
    """Destroy all of it; gives a signed record for each matter."""
    made = []
    with store.begin() as unit:
        found = _overdue(unit, keys, campaign, now)
    for item in found:
        # Keys first and rows after: a run cut off between the two leaves rows that nobody can open.
        if item.matter in _KEYS:
            keys.destroy(campaign.slug, _KEYS[item.matter])
        with store.begin() as unit:
            rows = _wipe(unit, campaign, item, now)
            record = json.dumps(
                {
                    "campaign": campaign.slug,
                    "destroyed": item.matter.value,
                    "rows": rows,
                    "due": item.due.isoformat(),
                    "done": rounded_to_hour(now.astimezone(UTC)).isoformat(),
                    "key": _KEYS.get(item.matter),
                },
                sort_keys=True,
            )
            destruction = Destruction(campaign.slug, record, keys.sign(campaign.slug, record.encode()))
            unit.destructions.add(destruction)
        made.append(destruction)
    return made


def _overdue(unit: UnitOfWork, keys: KeyKeeper, campaign: Campaign, now: datetime) -> list[Overdue]:
    rule, today = campaign.retention, campaign.local(now).date()
    found = []

    def add(matter: Matter, rows: int, due: date, *, key: bool = False) -> None:
        if today >= due and (rows or key):
            found.append(Overdue(matter, rows, due))

    over = campaign.ends
    sealed = unit.submissions.sealed(campaign.slug)
    decided = _decided(unit, campaign, sealed, _start(campaign, today - timedelta(days=rule.decided_days)))
    add(Matter.DECIDED_TEXTS, len(decided), today)
    written = {json.loads(known.record)["destroyed"] for known in unit.destructions.all(campaign.slug)}

    def unwritten(matter: Matter) -> bool:
        return keys.has(campaign.slug, _KEYS[matter]) or matter.value not in written

    for matter, days, rows in (
        (Matter.SUBMISSIONS, rule.submissions_days, len(sealed)),
        # Nothing that waits is left to become an idea, so no name is made any more.
        (Matter.NAMES, rule.submissions_days, 0),
        (Matter.RECEIPTS, rule.receipts_days, unit.receipts.count(campaign.slug)),
        (Matter.PSEUDONYMS, rule.pseudonyms_days, 0),
    ):
        add(matter, rows, over + timedelta(days=days), key=unwritten(matter))
    before = _start(campaign, today - timedelta(days=rule.reasons_days))
    add(Matter.REASONS, unit.ideas.reasons_before(campaign.slug, before), today)
    return found


def _wipe(unit: UnitOfWork, campaign: Campaign, item: Overdue, now: datetime) -> int:
    slug, rule = campaign.slug, campaign.retention
    today = campaign.local(now).date()
    if item.matter is Matter.DECIDED_TEXTS:
        before = _start(campaign, today - timedelta(days=rule.decided_days))
        gone = _decided(unit, campaign, unit.submissions.sealed(slug), before)
        for name in gone:
            unit.submissions.wipe(slug, name)
        return len(gone)
    if item.matter is Matter.SUBMISSIONS:
        gone = list(unit.submissions.sealed(slug))
        for name in gone:
            unit.submissions.wipe(slug, name)
        return len(gone)
    if item.matter is Matter.RECEIPTS:
        for joining in unit.joinings.all(slug):
            # What was said is kept by the mark of a receipt.
            unit.joinings.forget_consents(slug, joining.idea)
        return unit.receipts.forget(slug)
    if item.matter is Matter.REASONS:
        return unit.ideas.forget_reasons(slug, _start(campaign, today - timedelta(days=rule.reasons_days)))
    return 0


def _decided(unit: UnitOfWork, campaign: Campaign, sealed: Sequence[str], before: datetime) -> list[str]:
    """Sealed submissions that were returned or rejected before an instant, by the moderation log."""
    last = {
        entry.subject: entry.at
        for entry in unit.ideas.log_entries(campaign.slug)
        if entry.decision in (Decision.RETURN, Decision.REJECT)
    }
    return [name for name in sealed if name in last and last[name] < before]


def _start(campaign: Campaign, day: date) -> datetime:
    return datetime.combine(day, time(0, 0), tzinfo=campaign.zone)
