"""The rules put together: certain finds become placeholders, doubtful ones are pointed out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bridge.domain.idea import Mask, Redaction
from bridge.text.contact import find_contact
from bridge.text.finding import CERTAIN, DOUBTFUL, Find, Rule
from bridge.text.identifiers import find_identifiers
from bridge.text.moments import find_moments
from bridge.text.names import find_names
from bridge.text.placeholders import PLACEHOLDER, PLACEHOLDERS
from bridge.text.places import find_places

RULES: tuple[Rule, ...] = (find_contact, find_identifiers, find_moments, find_places, find_names)
"""All families of rules, in no particular order."""


class RuleRedactor:
    """Finds personal data by rules for the United Kingdom; implements the port `Redactor`.

    Scores of 0.80 and more are masked, 0.35 to 0.79 are left in place and make the text wait for a person.
    The same text always gives the same answer, and a redacted text has nothing more to mask. Further
    families of rules can be handed in; they may only add finds.
    """

    def __init__(self, rules: Sequence[Rule] = RULES) -> None:
        self._rules = tuple(rules)

    def redact(self, text: str) -> Redaction:
        """Mask what is certain; every mask's offsets are code points into the text as given.

        Masking can uncover what hung together with a masked neighbour, so the rules run until they find
        nothing certain any more; each round masks at least one sign, hence it ends.
        """
        certain: list[Find] = []
        doubtful: list[Find] = []
        while True:
            shown, back = _written(text, certain)
            fresh_certain, fresh_doubtful = self._finds(shown)
            doubtful.extend(_moved(fresh_doubtful, back))
            if not fresh_certain:
                break
            certain.extend(_moved(fresh_certain, back))
        masks = [Mask(find.start, find.end, find.label, find.score, masked=True) for find in certain]
        masks += [
            Mask(find.start, find.end, find.label, find.score, masked=False)
            for find in _joined(_outside(doubtful, certain))
        ]
        return Redaction(shown, tuple(sorted(masks, key=lambda mask: (mask.start, mask.end))))

    def _finds(self, text: str) -> tuple[list[Find], list[Find]]:
        taken = [Find(*found.span(), "", 1.0) for found in PLACEHOLDER.finditer(text)]
        finds = [find for rule in self._rules for find in rule(text) if find.score >= DOUBTFUL]
        free = _outside(finds, taken)
        free = [find for find in free if any(sign.isalnum() for sign in text[find.start : find.end])]
        certain = _joined(find for find in free if find.score >= CERTAIN)
        return certain, [find for find in free if find.score < CERTAIN]


def _written(text: str, certain: Sequence[Find]) -> tuple[str, list[tuple[int, int]]]:
    """The text with placeholders, and for each stretch between them (start there, start in `text`)."""
    pieces: list[str] = []
    stretches: list[tuple[int, int]] = []
    length = position = 0
    for find in sorted(certain, key=lambda find: find.start):
        stretches.append((length, position))
        placeholder = PLACEHOLDERS[find.label]
        # Two finds side by side, found in different rounds, still read as two words.
        pieces += [text[position : find.start], placeholder]
        length += find.start - position + len(placeholder)
        position = find.end
    stretches.append((length, position))
    pieces.append(text[position:])
    return "".join(pieces), stretches


def _moved(finds: Iterable[Find], stretches: Sequence[tuple[int, int]]) -> list[Find]:
    """Finds with offsets as in the text given; none of them reaches across a placeholder."""
    moved = []
    begins = [there for there, _ in stretches]
    for find in finds:
        there, here = stretches[bisect_right(begins, find.start) - 1]
        moved.append(replace(find, start=find.start - there + here, end=find.end - there + here))
    return moved


def _joined(finds: Iterable[Find]) -> list[Find]:
    """Overlapping finds as one, under the label of the surest, then longest."""
    joined: list[Find] = []
    best: list[tuple[float, int]] = []
    for find in sorted(finds, key=lambda find: (find.start, -find.end, find.label)):
        weight = (find.score, find.end - find.start)
        if joined and find.start < joined[-1].end:
            last = joined[-1]
            top = find if weight > best[-1] else last
            best[-1] = max(best[-1], weight)
            joined[-1] = Find(last.start, max(last.end, find.end), top.label, top.score)
        else:
            joined.append(find)
            best.append(weight)
    return joined


def _outside(finds: Iterable[Find], taken: Sequence[Find]) -> list[Find]:
    """What of each find lies outside the taken places, which do not overlap each other."""
    left: list[Find] = []
    ordered = sorted(taken, key=lambda find: find.start)
    ends = [block.end for block in ordered]
    for find in finds:
        start = find.start
        for index in range(bisect_right(ends, start), len(ordered)):
            block = ordered[index]
            if block.start >= find.end:
                break
            if block.start > start:
                left.append(replace(find, start=start, end=block.start))
            start = max(start, block.end)
        if start < find.end:
            left.append(replace(find, start=start))
    return left
