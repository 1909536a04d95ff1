"""Figures of a redactor on ideas whose personal data is known; counted as the shared set's scorer counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bridge.domain.idea import Redaction

SOFT = frozenset({"TITLE", "LOCATION", "ROLE_UNIQUE"})
"""Labels that a person looks at; they count neither for recall nor as leaks."""


@dataclass(slots=True)
class Score:
    """Counts: gold spans and those wholly covered by label and by origin, finds and right ones, and so on."""

    gold: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    people: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    finds: int = 0
    right: int = 0
    traps: int = 0
    touched: int = 0
    ideas: int = 0
    leaking: int = 0

    @property
    def recall(self) -> float:
        """Share of the hard gold spans that are wholly covered."""
        hard = [label for label in self.gold if label not in SOFT]
        return sum(self.caught[label] for label in hard) / sum(self.gold[label] for label in hard)

    @property
    def precision(self) -> float:
        """Share of finds that lie on gold for half of their letters at least."""
        return self.right / self.finds

    @property
    def trapped(self) -> float:
        """Share of the words that must stay and did not."""
        return self.touched / self.traps

    @property
    def leaks(self) -> float:
        """Share of ideas with hard gold spans of which one at least is not wholly covered."""
        return self.leaking / self.ideas

    def of(self, label: str) -> float:
        """Recall for one label."""
        return self.caught[label] / self.gold[label]


def score(ideas: Sequence[dict[str, Any]], redactions: Sequence[Redaction]) -> Score:
    """Compare; masks and questions count alike."""
    total = Score()
    for idea, redaction in zip(ideas, redactions, strict=True):
        text = idea["text"]
        covered = {place for mask in redaction.masks for place in range(mask.start, mask.end)}
        gold = {place for span in idea["spans"] for place in range(span["start"], span["end"])}
        leaks = False
        for span in idea["spans"]:
            label = span["label"]
            letters = [place for place in range(span["start"], span["end"]) if text[place].isalnum()]
            if label in {"EXT", "AGE_90"}:
                letters = [place for place in letters if text[place].isdigit()] or letters
            whole = covered.issuperset(letters)
            total.gold[label] += 1
            total.caught[label] += whole
            if "origin" in span:
                total.people[span["origin"]] += 1
                total.seen[span["origin"]] += whole
            leaks |= not whole and label not in SOFT
        if any(span["label"] not in SOFT for span in idea["spans"]):
            total.ideas += 1
            total.leaking += leaks
        for mask in redaction.masks:
            letters = [place for place in range(mask.start, mask.end) if text[place].isalnum()]
            total.finds += 1
            total.right += 2 * len(gold.intersection(letters)) >= len(letters)
        for kept in idea["negatives"]:
            total.traps += 1
            total.touched += not covered.isdisjoint(
                place for place in range(kept["start"], kept["end"]) if text[place].isalnum()
            )
    return total
