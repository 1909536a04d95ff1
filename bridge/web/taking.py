"""Taking in an idea, whatever page or program sent it: admission first, then the pipeline."""

from __future__ import annotations

from bridge.admission.desk import Spent
from bridge.domain.campaign import Campaign
from bridge.domain.idea import Experience
from bridge.domain.language import gettext as _
from bridge.pipeline import receive
from bridge.web.ideaform import IdeaForm
from bridge.web.site import Site


def take_in(site: Site, campaign: Campaign, form: IdeaForm, source: str, address: str) -> str:
    """Keep an idea; gives the code of its receipt. What was spent is given back where it is not kept.

    Raises:
        Refused: it may not come in; whoever sent it may try again in the way that the words say.
        NotOpen: ideas are not asked for.
        UserProblem: it cannot be taken in as it is.
    """

    def act() -> str:
        now = site.now()
        spent = _spend(site, campaign, form, address)
        try:
            return receive.receive(site.doors, campaign, form.raw(source), now).code
        except BaseException:
            spent.give_back()
            raise

    return site.repeats.once(f"{campaign.slug}\x00{form.model_dump_json()}", act)


def add_support(site: Site, campaign: Campaign, form: IdeaForm, idea: str, address: str) -> None:
    """Count an idea as said once more; raises as `take_in` does."""
    spent = _spend(site, campaign, form, address)
    try:
        receive.support(site.doors, campaign, idea, site.now())
    except BaseException:
        spent.give_back()
        raise


def look(
    site: Site, campaign: Campaign, form: IdeaForm, source: str, address: str, *, late: bool = False
) -> receive.Preview:
    """How an idea would appear; keeps nothing. Refused, NotOpen or UserProblem as `take_in`.

    `late`: it is a new version of what is there already.
    """
    site.admission.check_preview(address)
    return receive.preview(site.doors, campaign, form.raw(source), site.now(), late=late)


def under(campaign: Campaign, form: IdeaForm) -> list[str]:
    """What stands under an idea: kind, role and topics, by their titles."""
    role = next((group.title for group in campaign.groups if group.id == form.role), None)
    tags = [tag.title for name in form.lenses if (tag := campaign.lens_tag(name)) is not None]
    kind = _("We did this") if form.experience == Experience.WE_DID else _("I would like this")
    return [kind, *([role] if role else []), *tags]


def _spend(site: Site, campaign: Campaign, form: IdeaForm, address: str) -> Spent:
    return site.admission.check_and_spend(
        campaign,
        token=form.token,
        proof=form.proof or None,
        invitation=form.invitation or None,
        address=address,
        now=site.now(),
    )
