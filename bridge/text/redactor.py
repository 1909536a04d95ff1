"""The rules put together: every find becomes a placeholder, and a doubtful one asks a person as well."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bridge.domain.idea import Mask, Redaction
from bridge.text.allowing import allowed
from bridge.text.caseless import find_caseless
from bridge.text.contact import find_contact
from bridge.text.finding import CERTAIN, DOUBTFUL, Find, Rule
from bridge.text.identifiers import find_identifiers
from bridge.text.moments import find_moments
from bridge.text.names import find_names
from bridge.text.placeholders import PLACEHOLDER, placeholder
from bridge.text.places import find_places

RULES: tuple[Rule, ...] = (
    find_contact,
    find_identifiers,
    find_moments,
    find_places,
    find_names,
    find_caseless,
)
"""All families of rules, in no particular order."""


class RuleRedactor:
    """Finds personal data by rules for the United Kingdom; implements the port `Redactor`.

    Scores of 0.35 and more are masked; those below 0.80 are open questions too. The same text always gives
    the same answer, and placeholders are left alone. Further families of rules can be handed in; they may
    only add finds. The allow-list lowers the score of finds that lie wholly within one of its phrases.
    """

    def __init__(self, rules: Sequence[Rule] = RULES) -> None:
        self._rules = tuple(rules)

    def redact(self, text: str) -> Redaction:
        """Mask what was found; every mask's offsets are code points into the text as given."""
        finds = [find for rule in self._rules for find in rule(text) if find.score >= DOUBTFUL]
        kept = _joined(_outside(allowed(finds, text), _placeholders(text)))
        kept = _births(
            [find for find in kept if any(sign.isalnum() for sign in text[find.start : find.end])], text
        )
        masks = (
            Mask(find.start, find.end, find.label, find.score, asked=find.score < CERTAIN) for find in kept
        )
        return Redaction(_written(text, kept), tuple(masks))


def _births(finds: Sequence[Find], text: str) -> list[Find]:
    """A date right after a name or right before a health number is a birthday, however it is written."""
    told: list[Find] = []
    for index, find in enumerate(finds):
        if find.label == "DATE":
            before = finds[index - 1] if index else None
            after = finds[index + 1] if index + 1 < len(finds) else None
            named = before is not None and before.label == "PERSON" and _near(text[before.end : find.start])
            counted = after is not None and after.label in _HEALTH and _near(text[find.end : after.start])
            if named or counted:
                find = replace(find, label="DOB")
        told.append(find)
    return told


_HEALTH = frozenset({"NHS_NUMBER", "MRN"})


def _near(between: str) -> bool:
    return len(between) <= 3 and not any(sign.isalnum() for sign in between)


def _placeholders(text: str) -> list[Find]:
    return [Find(*found.span(), "", 1.0) for found in PLACEHOLDER.finditer(text)] if "[" in text else []


def _written(text: str, finds: Sequence[Find]) -> str:
    pieces: list[str] = []
    position = 0
    for find in finds:
        pieces += [text[position : find.start], placeholder(find.label, text[find.start : find.end])]
        position = find.end
    pieces.append(text[position:])
    return "".join(pieces)


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
