"""Why somebody is not let in, each reason a type of its own, in words that can be shown to them."""

from __future__ import annotations

from bridge.domain.errors import UserProblem
from bridge.domain.language import gettext, gettext_noop


class Refused(UserProblem):
    """Not let in. Nothing was kept; the text is still with the person who wrote it."""

    what_is_wrong = gettext_noop("Your idea could not be taken in.")
    what_to_try = ""

    def __init__(self) -> None:
        hint = gettext(self.what_to_try) if self.what_to_try else ""
        super().__init__(gettext(self.what_is_wrong), hint=hint)


class FormShut(Refused):
    """The campaign has no web form."""

    what_is_wrong = gettext_noop("This campaign takes no ideas by this form.")
    what_to_try = gettext_noop("Its start page in the forum says how you can take part.")


class TooSoon(Refused):
    """Sent faster than a person can write; the form is still good."""

    what_is_wrong = gettext_noop("That was quicker than most people can write, so we took it for a machine.")
    what_to_try = gettext_noop("Please send it once more.")


class FormExpired(Refused):
    """The form was open for too long."""

    what_is_wrong = gettext_noop("This page was open for so long that it is no longer valid.")
    what_to_try = gettext_noop("Keep a copy of your text, open the form anew and send it from there.")


class FormUsed(Refused):
    """The form was sent before."""

    what_is_wrong = gettext_noop("This page was sent already, so your idea may have arrived.")
    what_to_try = gettext_noop(
        "If you were shown a receipt, all is well. If not, open the form anew and send it again."
    )


class FormElsewhere(Refused):
    """The form belongs to another campaign."""

    what_is_wrong = gettext_noop("This page belongs to another campaign.")
    what_to_try = gettext_noop("Open the form of this campaign and send your idea from there.")


class FormUnknown(Refused):
    """The form was not made here, or was damaged on its way."""

    what_is_wrong = gettext_noop("This page did not come from us, or got damaged on its way.")
    what_to_try = gettext_noop("Open the form anew and send your idea from there.")


class InvitationMissing(Refused):
    """The campaign asks for an invitation."""

    what_is_wrong = gettext_noop("This campaign asks for the code of an invitation.")
    what_to_try = gettext_noop("Type the code from your card. It says nothing of who you are.")


class InvitationUnknown(Refused):
    """No invitation of this campaign, or misread."""

    what_is_wrong = gettext_noop("This is not the code of an invitation to this campaign.")
    what_to_try = gettext_noop(
        "Compare it with your card sign by sign: five groups of four. Capitals and dashes do not matter."
    )


class InvitationUsed(Refused):
    """The invitation has been used."""

    what_is_wrong = gettext_noop("This invitation was used already; each is good for one idea.")
    what_to_try = gettext_noop("Ask for another one where you got this. Nobody can see what it was used for.")


class ProofMissing(Refused):
    """The campaign asks for a little work of the machine, and none came."""

    what_is_wrong = gettext_noop(
        "Your device has not yet shown that it is no machine that sends thousands of texts."
    )
    what_to_try = gettext_noop(
        "Wait until the box says that it is done, then send it once more. It needs JavaScript."
    )


class ProofWrong(Refused):
    """The work does not fit the challenge, or the challenge is not ours or of another campaign."""

    what_is_wrong = gettext_noop("The check that your device did came out wrong.")
    what_to_try = gettext_noop("Keep a copy of your text, open the form anew and send it again.")


class ProofExpired(Refused):
    """The work was done too long ago."""

    what_is_wrong = gettext_noop("The check that your device did is too old by now.")
    what_to_try = gettext_noop("Keep a copy of your text, open the form anew and send it again.")


class ProofUsed(Refused):
    """The same work came before."""

    what_is_wrong = gettext_noop("The check that your device did was used already.")
    what_to_try = gettext_noop("Open the form anew; your device then does another one.")


class TooFast(Refused):
    """So many looked at how their idea would appear within a minute, from one network address."""

    what_is_wrong = gettext_noop("A great many ideas were looked at from your network just now.")
    what_to_try = gettext_noop("Wait a minute, then go on. Nothing was kept, and your text is still here.")


class TooMany(Refused):
    """So many came from one network address today."""

    what_is_wrong = gettext_noop(
        "Today so many ideas came from your network that we take no more from there."
    )
    what_to_try = gettext_noop(
        "Try again tomorrow, or from another network. A whole building often counts as one."
    )
