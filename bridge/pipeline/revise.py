"""Give an idea other words, or none; its topic, votes and replies stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bridge.domain.errors import UserProblem
from bridge.domain.idea import Decision, Idea, IdeaStatus, ModerationEntry, rounded_to_hour
from bridge.domain.language import gettext as _
from bridge.domain.language import gettext_noop
from bridge.pipeline.anonymise import clean
from bridge.pipeline.words import check_words
from bridge.ports import Redactor, Store, UnitOfWork

WITHDRAWN_TITLE = gettext_noop("An idea that was withdrawn")
WITHDRAWN_TEXT = gettext_noop("The person who sent this idea has taken it back.")


def revise(
    store: Store,
    redactor: Redactor,
    campaign: str,
    idea: str,
    now: datetime,
    *,
    title: str | None = None,
    text: str | None = None,
    hide_earlier: bool = False,
    reason: str = "",
    alone: bool = False,
) -> Idea:
    """Give an idea other words; the next run changes its topic, where votes and replies stay.

    With `hide_earlier` all versions before this one had something in them that must not be seen: the forum
    hides them and the store empties them. It may be given without new words, for an earlier revision.
    The new words are kept as given, the reason masked. What looks like personal data in them is refused,
    unless the campaign lets one person decide (`alone`).
    UserProblem for an unknown, merged or withdrawn idea, for words that the forum would refuse, and for no
    change.
    """
    with store.begin() as unit:
        found = standing_alone(unit, campaign, idea)
        words = replace(
            found,
            title=found.title if title is None else " ".join(clean(title).split()),
            text=found.text if text is None else clean(text),
        )
        check_words(words)
        changed = words != found
        if changed and not alone:
            _check_finds(redactor, found, words)
        version = found.version + 1 if changed else found.version
        if not changed and not (hide_earlier and found.hidden_before < version and version > 1):
            raise UserProblem(
                f"Idea {idea} has these words already, and no earlier version that could be hidden.",
                hint="Give another --title or --text-file.",
            )
        unit.ideas.put(replace(words, hidden_before=version if hide_earlier else found.hidden_before))
        said = redactor.redact(" ".join(reason.split())).text
        unit.ideas.log(ModerationEntry(campaign, idea, Decision.EDIT, said, rounded_to_hour(now)))
        revised = unit.ideas.get(campaign, idea)
    assert revised is not None
    return revised


def _check_finds(redactor: Redactor, before: Idea, after: Idea) -> None:
    """UserProblem where the new words bring in what looks like personal data."""
    old, new = f"{before.title}\n{before.text}", f"{after.title}\n{after.text}"
    known = {old[mask.start : mask.end] for mask in redactor.redact(old).masks}
    found = [mask for mask in redactor.redact(new).masks if new[mask.start : mask.end] not in known]
    if found:
        raise UserProblem(
            "Something in the new words looks like personal data.",
            hint="Leave it out. `ideabridge redact` shows what; a campaign that lets one person decide "
            "(`anonymity: second_person: false`) takes the words as they are.",
        )


def take_back(unit: UnitOfWork, idea: Idea, now: datetime) -> Idea:
    """Inside a transaction: an idea without its words, whose earlier versions have to go.

    What was never published is left out of every batch; what stands in the forum is replaced there, closed
    and unlisted by the next run. A place in the ranking goes with the words. Role and lenses stay here, shown
    nowhere: what is told of a group would otherwise change with it, and tell which role this was.
    """
    gone = replace(
        idea,
        title=_(WITHDRAWN_TITLE),
        text=_(WITHDRAWN_TEXT),
        status=IdeaStatus.WITHDRAWN,
        hidden_before=idea.version + 1,
    )
    unit.ideas.put(gone)
    unit.ideas.log(
        ModerationEntry(idea.campaign, idea.id, Decision.WITHDRAW, "", rounded_to_hour(now)),
    )
    return gone


def standing_alone(unit: UnitOfWork, campaign: str, idea: str) -> Idea:
    """An idea that has words of its own; UserProblem for an unknown, merged or withdrawn one."""
    found = unit.ideas.get(campaign, idea, hold=True)
    if found is None:
        raise UserProblem(
            _("There is no idea %(idea)s in campaign %(campaign)s.", idea=idea, campaign=campaign),
            hint=_("`ideabridge ideas list` shows ideas."),
        )
    if found.merged_into is not None:
        raise UserProblem(
            _("Idea %(idea)s was merged into %(merged_into)s.", idea=idea, merged_into=found.merged_into),
            hint=_("Revise that one; the topic of a merged idea only says where it goes on."),
        )
    if found.status is IdeaStatus.WITHDRAWN:
        raise UserProblem(
            _("Idea %(idea)s was withdrawn by its author.", idea=idea), hint=_("It has no words any more.")
        )
    return found
