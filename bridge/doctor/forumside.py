"""The forum: does it answer, what time has it, what may the keys, are groups and category there."""

from __future__ import annotations

from collections.abc import Iterator

from bridge.domain.campaign import Campaign
from bridge.domain.checkup import Checked, Remedy, Repair, broken, doubtful, fine
from bridge.domain.errors import Forbidden
from bridge.forum.rights import Finding, Whose
from bridge.forum.survey import Survey
from bridge.forum.wire.site import Account
from bridge.ports import Store
from bridge.render.keys import category_key
from bridge.settings import Settings

AREA = "forum"

_SKEW, _FAR_OFF = 30.0, 300.0
_TESTED = ("3.5", "2026.")
"""Releases whose answers are known."""


def reached(survey: Survey) -> Iterator[Checked]:
    """Whether it answers, which release it is, and whether its clock and ours agree."""
    try:
        version = survey.version()
    except Forbidden as refusal:
        yield broken(AREA, "account", f"the forum answers, but not to this key: {refusal.what}", refusal.hint)
    else:
        yield _release(version)
    yield _clock(survey.ahead())


def _release(version: str) -> Checked:
    if version.startswith(_TESTED):
        return fine(AREA, "release", f"Discourse {version}")
    told = f"Discourse {version} is not among the releases that the bridge was tried with"
    return doubtful(AREA, "release", told, "Try a campaign on a copy of the forum first.")


def _clock(ahead: float | None) -> Checked:
    if ahead is None:
        return fine(AREA, "clock", "the forum tells no time to compare with")
    off = abs(ahead)
    told = f"this machine's clock and the forum's are {off:.0f} s apart"
    if off <= _SKEW:
        return fine(AREA, "clock", told)
    say = broken if off > _FAR_OFF else doubtful
    return say(
        AREA, "clock", told, "Let both keep time by NTP: phases open and close by this machine's clock."
    )


def account(found: Account, settings: Settings) -> Iterator[Checked]:
    """Whom the key acts as."""
    if found.username.lower() != settings.api_username.lower():
        told = f"the key acts as {found.username}, not as {settings.api_username}"
        yield broken(
            AREA, "account", told, "Correct IDEABRIDGE_API_USERNAME, or make a key for that account."
        )
    elif not (found.moderator or found.admin):
        told = f"{found.username} is neither moderator nor admin"
        yield broken(
            AREA, "account", told, "Make the account a moderator: what it writes would wait for approval."
        )
    elif found.admin:
        told = f"{found.username} is an admin, more than the service needs"
        yield doubtful(
            AREA, "account", told, "Make it a moderator, and keep an admin's key for provisioning."
        )
    else:
        yield fine(AREA, "account", f"{found.username}, a moderator")


def rights(survey: Survey, settings: Settings) -> Iterator[Checked]:
    """Every right of every key; without a provisioning key those that only it needs are left out."""
    for finding in survey.rights():
        if finding.right.whose is Whose.SERVICE or settings.provision_key is not None:
            yield _right(finding)
    if settings.provision_key is None:
        told = "there is no key for it, which is right once the category and the pull query are made"
        yield fine(AREA, "provisioning", told)


def _right(finding: Finding) -> Checked:
    right = finding.right
    what = f"right of the {right.whose} key: {right.name}"
    if finding.granted:
        return fine(AREA, what, "granted")
    told = f"not granted; wanted {right.why}" if finding.granted is False else "could not be tried"
    advice = finding.advice or "Look at the key and its account in the forum."
    if finding.granted is None or not right.needed:
        return doubtful(AREA, what, told, advice)
    return broken(AREA, what, told, advice)


def groups(survey: Survey, found: Account, campaign: Campaign) -> Iterator[Checked]:
    """Whether the campaign's groups are there, and the account in those in which it has to be."""
    known = survey.groups()
    mine = {group.name.lower() for group in found.groups}
    place = campaign.placement
    yield _group("bridge_group", place.bridge_group, known, mine, found.username)
    yield _group("readers", place.readers, known)
    if place.review:
        yield _group("review_group", place.review_group, known)
    inbox = campaign.intake.message_group
    if inbox is None:
        return
    yield _group("message_group", inbox, known, mine, found.username)
    if inbox.lower() in known and survey.writable_by_everybody(inbox) is False:
        told = f"not everybody may write to {inbox}"
        yield doubtful(AREA, "messages", told, "Let everybody message the group (its settings, interaction).")


def _group(
    what: str, name: str, known: frozenset[str], mine: set[str] | None = None, username: str = ""
) -> Checked:
    if name.lower() not in known:
        fix = f"Make the group {name}, let the bridge's account see it, or correct the campaign file."
        told = f"there is no group {name}, or the bridge's account may not see it"
        repair = Repair(Remedy.GROUP, name, "not there", f"there, {username or 'nobody'} in it")
        return broken(AREA, what, told, fix, repair if what != "readers" else None)
    if mine is not None and name.lower() not in mine:
        told = f"{username} is not in the group {name}"
        repair = Repair(Remedy.MEMBER, name, "not in it", username)
        return broken(AREA, what, told, f"Add {username} to the group.", repair)
    return fine(AREA, what, name if mine is None else f"{name}, and {username} is in it")


def category(
    survey: Survey, store: Store | None, campaign: Campaign, settings: Settings
) -> Iterator[Checked]:
    """Whether the campaign's category is there, and open to those for whom it is."""
    known = None
    if store is not None:
        with store.begin() as unit:
            link = unit.links.get(category_key(campaign.slug))
        known = None if link is None else link.category_id
    slug = campaign.placement.category
    found = None
    if known is not None:
        found = survey.category_by_id(known)
    elif slug is not None:
        found = survey.category(slug)
    if found is None:
        if known is None and slug is None:
            yield _not_made(settings)
            return
        told = f"the category {slug or f'number {known}'} is not there, or the bridge may not see it"
        fix = "Look for it in the forum; it may have been deleted or closed to the bridge's group."
        yield broken(AREA, "category", told, fix)
        return
    yield fine(AREA, "category", f"{found.name}, number {found.category_id}")
    if found.permissions:
        yield _open_to(campaign, found.permissions)


def _not_made(settings: Settings) -> Checked:
    if settings.provision_key is not None:
        return fine(AREA, "category", "not made yet: `ideabridge apply` makes it")
    fix = "Set IDEABRIDGE_PROVISION_KEY to an admin's key, or name a category that is there."
    return doubtful(AREA, "category", "not made yet, and there is no key that may make it", fix)


def _open_to(campaign: Campaign, permissions: tuple[str, ...]) -> Checked:
    place = campaign.placement
    levels = {group.lower(): int(level) for group, _, level in (one.rpartition(":") for one in permissions)}
    everyone = levels.get("everyone", 9)
    lacking = []
    if min(levels.get(place.bridge_group.lower(), 9), everyone) > 1:
        lacking.append(f"{place.bridge_group} may not open topics")
    if min(levels.get(place.readers.lower(), 9), everyone) > 2:
        lacking.append(f"{place.readers} may not reply, and so not vote")
    if lacking:
        fix = "`ideabridge plan` shows what it would set; or set it in the category's security settings."
        return doubtful(AREA, "rights in the category", "; ".join(lacking), fix)
    return fine(AREA, "rights in the category", ", ".join(permissions))
