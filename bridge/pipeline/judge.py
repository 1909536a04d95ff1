"""Judge a campaign file that stands in the forum: what is wrong with it, or what it would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bridge.domain.campaign import Campaign
from bridge.domain.declaration import LONGEST_FILE, Declaration, Outcome, Owner, SettingsTopic, Verdict
from bridge.domain.errors import DeclarationProblems, Permanent, UnsafePlan, UserProblem
from bridge.domain.journal import Action
from bridge.domain.language import gettext as _
from bridge.pipeline.propose import MOST_STEPS, Proposal, propose
from bridge.pipeline.publish import Desk
from bridge.ports import Declarer


@dataclass(frozen=True, slots=True)
class Court:
    """What judging needs: the desk, who reads files, the forum's groups, and campaigns by files, by slug."""

    desk: Desk
    declarer: Declarer
    groups: frozenset[str]
    files: Mapping[str, Campaign]

    def latest(self, campaign: str) -> Declaration | None:
        """The version of a campaign that counts."""
        with self.desk.store.begin() as unit:
            return unit.declarations.latest(campaign)


def judge(court: Court, topic: SettingsTopic, text: str | None, mark: str) -> tuple[Verdict, SettingsTopic]:
    """What is to be said of a text, and the topic as it is to be remembered."""
    row = replace(topic, read=mark, shown="")
    if text is None:
        return Verdict(Outcome.NO_FILE, row.campaign), row
    if len(text) > LONGEST_FILE:
        return Verdict(Outcome.REFUSED, what=_("This is far too long for a campaign file.")), row
    try:
        campaign = court.declarer.read(text, groups=court.groups)
    except DeclarationProblems as problems:
        return Verdict(Outcome.PROBLEMS, row.campaign, problems=court.declarer.told(problems)), row
    taken = _taken(court, row, campaign)
    if taken is not None:
        return taken, row
    row = replace(row, campaign=campaign.slug)
    latest = court.latest(campaign.slug)
    try:
        found = propose(court.desk, campaign, _before(court, latest))
    except (UserProblem, UnsafePlan, Permanent) as problem:
        told = Verdict(Outcome.REFUSED, campaign.slug, campaign.title, what=problem.what, hint=problem.hint)
        return told, row
    same = latest is not None and latest.owner is Owner.FORUM and latest.text == text
    outcome = Outcome.SAME if same and not found.changes else Outcome.PLAN
    return _told(court, campaign, found, outcome), replace(row, shown=found.checksum)


def _taken(court: Court, row: SettingsTopic, campaign: Campaign) -> Verdict | None:
    """Why a campaign of this slug cannot be configured in this topic."""

    def refused(what: str, hint: str) -> Verdict:
        return Verdict(Outcome.REFUSED, campaign.slug, campaign.title, what=what, hint=hint)

    if campaign.guide.lessons is not None:
        # Else whoever may write here could have any file of the server shown in the guide.
        return refused(
            _("`guide: lessons:` names a file on the server, which a campaign of the forum cannot have."),
            _("Take the line out. Whoever runs the bridge can give the file to `ideabridge guide build`."),
        )
    if row.campaign and row.campaign != campaign.slug:
        latest = court.latest(row.campaign)
        if latest is not None and latest.owner is Owner.FORUM and latest.topic_id == row.topic_id:
            return refused(
                _(
                    "The slug of a campaign cannot change: this topic holds %(campaign)s.",
                    campaign=row.campaign,
                ),
                _("Set it back. For a new campaign open a new topic."),
            )
    latest = court.latest(campaign.slug)
    if latest is not None and latest.owner is Owner.FORUM and latest.topic_id != row.topic_id:
        return refused(
            _(
                "The campaign %(slug)s is configured in another topic (%(where)s).",
                slug=campaign.slug,
                where=court.desk.forum.topic_url(latest.topic_id or 0),
            ),
            _("Change it there, or give this one another slug."),
        )
    by_file = latest is None or latest.owner is Owner.FILE
    if by_file and (campaign.slug in court.files or _is_known(court, campaign.slug)):
        return refused(
            _("The campaign %(slug)s is configured by a file on the server.", slug=campaign.slug),
            _(
                "Whoever runs the bridge can hand it over (`ideabridge campaign to-forum`). For a new "
                "campaign choose another slug."
            ),
        )
    return None


def _is_known(court: Court, slug: str) -> bool:
    with court.desk.store.begin() as unit:
        return bool(unit.links.all(slug))


def _before(court: Court, latest: Declaration | None) -> Campaign | None:
    """The campaign as the file that counts declares it; None where none does, or it is not right any more."""
    if latest is None or latest.owner is Owner.FILE:
        return None
    try:
        return court.declarer.read(latest.text)
    except DeclarationProblems:
        return None


def _told(court: Court, campaign: Campaign, found: Proposal, outcome: Outcome) -> Verdict:
    requests = sum(operation.requests for operation in found.changes)
    return Verdict(
        outcome,
        campaign.slug,
        campaign.title,
        steps=found.steps(),
        more=max(len(found.changes) - MOST_STEPS, 0),
        created=found.count(Action.CREATE),
        updated=found.count(Action.UPDATE),
        requests=requests,
        seconds=court.desk.forum.seconds_for(requests),
        notes=found.notes,
    )
