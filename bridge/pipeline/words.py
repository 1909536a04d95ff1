"""What holds for every title and text on its way into the forum, whoever wrote them."""

from __future__ import annotations

from bridge.domain.errors import UserProblem
from bridge.domain.idea import Idea, Submission
from bridge.domain.language import gettext as _
from bridge.pipeline.anonymise import LONGEST_TITLE, SHORTEST_TITLE


def check_words(words: Submission | Idea) -> None:
    """UserProblem for words that the forum would refuse."""
    if not words.text:
        raise UserProblem(_("The text is empty."), hint=_("Reject the submission if nothing of it can stay."))
    if not SHORTEST_TITLE <= len(words.title) <= LONGEST_TITLE:
        raise UserProblem(
            _("The title has %(length)s characters.", length=len(words.title)),
            hint=_("The forum wants %(least)s to %(most)s.", least=SHORTEST_TITLE, most=LONGEST_TITLE),
        )
