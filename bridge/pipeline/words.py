"""What holds for every title and text on its way into the forum, whoever wrote them."""

from __future__ import annotations

from bridge.domain.errors import UserProblem
from bridge.domain.idea import Idea, Submission
from bridge.pipeline.anonymise import LONGEST_TITLE, SHORTEST_TITLE


def check_words(words: Submission | Idea) -> None:
    """UserProblem for words that the forum would refuse."""
    if not words.text:
        raise UserProblem("The text is empty.", hint="Reject the submission if nothing of it can stay.")
    if not SHORTEST_TITLE <= len(words.title) <= LONGEST_TITLE:
        raise UserProblem(
            f"The title has {len(words.title)} characters.",
            hint=f"The forum wants {SHORTEST_TITLE} to {LONGEST_TITLE}.",
        )
