"""Brakes: a plan that looks like an accident is not carried out unless a person insists."""

from __future__ import annotations

from bridge.domain.errors import UnsafePlan
from bridge.domain.language import gettext as _
from bridge.domain.language import spoken
from bridge.domain.wording import counted
from bridge.sync.plan import Plan

CHANGED_SHARE = 0.30
CHANGED_FLOOR = 10


def guard(plan: Plan, *, approved: str | None = None, force: bool = False) -> None:
    """Raise UnsafePlan where a brake holds.

    Brakes: the plan is not the one that was approved (checksum; `force` does not help), more than 30 % of the
    published Documents would get another text (floor of ten Documents), or ideas would be published beside
    those that another store has published: with its key ring lost the same words get other ids, and would
    stand there twice.
    """
    if approved is not None and approved != plan.checksum:
        raise UnsafePlan(
            _(
                "the forum or the campaign changed since this plan was made, so it would do something else "
                "now"
            ),
            hint=_("Make the plan again, read it, and apply that one."),
        )
    if force:
        return
    if plan.unknown and plan.new_ideas:
        raise UnsafePlan(
            _(
                "the forum shows %(unknown)s of this campaign that this database does not know, and "
                "%(new)s would be published, perhaps the same ones again",
                unknown=counted(plan.unknown, "idea"),
                new=counted(plan.new_ideas, "idea"),
            ),
            hint=_(
                "Restore database and key ring (*.keys.json) from the same time. Where the key ring is the "
                "old one, import all ideas again: the same words find their topics. "
                "If the ideas in the forum are others, run again with `--force`."
            ),
        )
    limit = max(CHANGED_FLOOR, int(plan.published * CHANGED_SHARE))
    if plan.texts_changed > limit:
        raise UnsafePlan(
            _(
                "%(changed)s of %(published)s published documents would get another text "
                "(the brake holds at %(limit)s)",
                changed=spoken().number(plan.texts_changed),
                published=spoken().number(plan.published),
                limit=spoken().number(limit),
            ),
            hint=_("Look at `ideabridge plan --diff`; if that is what you want, run again with `--force`."),
        )


def guard_view(linked: int, visible: int, *, force: bool = False) -> None:
    """Raise UnsafePlan when the forum suddenly shows none of what was published there."""
    if linked and not visible and not force:
        raise UnsafePlan(
            _(
                "the forum shows none of the %(linked)s documents published there: wrong forum, wrong key, "
                "or a category that the bridge's account can no longer see",
                linked=spoken().number(linked),
            ),
            hint=_(
                "Check IDEABRIDGE_FORUM_URL and the account's rights; "
                "if all was removed on purpose, use `--force`."
            ),
        )
