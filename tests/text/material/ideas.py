"""Made-up ideas with known personal data in them: two halves that share no name, body, sentence or trap.

The rules may be tuned on the first half; the second tells how they do on what nobody looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.text.material import identifiers
from tests.text.material.people import GIVEN, SURNAMES, half_of
from tests.text.material.sentences import BODIES, CLOSINGS, HARMLESS, OPENINGS, SENTENCES

_SLOT = re.compile(r"\{(\w+)\}|<([^>]+)>")
_CUE = re.compile(
    r"(?:hospital no\.|MRN:?|hosp number|account number|sort code|GMC(?: number)?|NMC PIN|HCPC|GPhC) "
)
"""What only says that a number follows."""

_LABELS = {"REG": "PROF_REG", "AGE": "AGE_90", "GIVEN": "PERSON", "SURNAME": "PERSON", "INITIAL": "PERSON"}
_NUMBERS: dict[str, Callable[[Random], str]] = {
    "PHONE": identifiers.phone,
    "EXT": identifiers.extension,
    "NHS_NUMBER": identifiers.nhs_number,
    "MRN": identifiers.mrn,
    "NINO": identifiers.nino,
    "REG": identifiers.registration,
    "POSTCODE": identifiers.postcode,
    "DOB": identifiers.birthday,
    "DATE": identifiers.day,
    "AGE": identifiers.old_age,
    "URL": identifiers.link,
    "HANDLE": identifiers.handle,
    "IP": identifiers.network,
    "VEHICLE": identifiers.vehicle,
    "BANK": identifiers.bank,
}


@dataclass(slots=True)
class _Draft:
    random: Random
    half: int
    origin: str
    text: str = ""
    spans: list[dict[str, Any]] = field(default_factory=list)
    negatives: list[dict[str, Any]] = field(default_factory=list)

    def add(self, template: str) -> None:
        """One sentence with its slots filled and every place noted."""
        position = 0
        for found in _SLOT.finditer(template):
            self.text += template[position : found.start()]
            position = found.end()
            begin = len(self.text)
            self.text += found[2] or self.filled(found[1])
            place = {"start": begin, "end": len(self.text)}
            if found[2]:
                self.negatives.append(place)
            else:
                label = _LABELS.get(found[1], found[1])
                extra = {"origin": self.origin} if label == "PERSON" else {}
                if cue := _CUE.match(self.text, begin):
                    place["start"] = cue.end()
                self.spans.append({**place, "label": label, **extra})
        self.text += template[position:]

    def filled(self, slot: str) -> str:
        """Words for a slot; whoever is named in one idea comes from one part of the world."""
        given = self.random.choice(half_of(GIVEN[self.origin], self.half))
        surname = self.random.choice(half_of(SURNAMES[self.origin], self.half))
        match slot:
            case "PERSON":
                middle = self.random.choice(["", "", "", f"{self.random.choice('ABCDEFGHJ')}. "])
                return f"{given} {middle}{surname}"
            case "GIVEN":
                return given
            case "SURNAME":
                return surname
            case "INITIAL":
                return self.random.choice(["K.", "T", "J."])
            case "ORG":
                return self.random.choice(BODIES[self.half])
            case "ADDRESS":
                return identifiers.address(self.random, self.half)
            case "EMAIL":
                plain = "".join(
                    sign for sign in f"{given}.{surname}".lower() if sign.isascii() and sign != "'"
                )
                return self.random.choice([f"{plain}@example.org", f"{plain}@wards.example.nhs.uk"])
        return _NUMBERS[slot](self.random)


def made_up(half: int, number: int = 240) -> list[dict[str, Any]]:
    """Ideas of one half in the form of the shared set, always the same; persons tell their origin."""
    random = Random(20_000 + half)
    ideas = []
    for place in range(number):
        draft = _Draft(random, half, list(GIVEN)[place % len(GIVEN)])
        draft.add(random.choice(OPENINGS[half]))
        personal = random.sample(SENTENCES[half], random.choice([0, 2, 3, 4, 5, 6]))
        harmless = random.sample(HARMLESS[half], random.randint(3, 7))
        sentences = personal + harmless
        random.shuffle(sentences)
        for sentence in sentences:
            draft.add(sentence)
            draft.text += random.choice([" ", " ", " ", "\n"])
        draft.text = draft.text.rstrip()
        if personal:
            draft.add(random.choice(CLOSINGS[half]))
        ideas.append(
            {
                "id": f"H{half}-{place:03}",
                "text": draft.text,
                "spans": draft.spans,
                "negatives": draft.negatives,
            }
        )
    return ideas


def altered(ideas: list[dict[str, Any]], change: str) -> list[dict[str, Any]]:
    """The same ideas in small letters, in capitals or without punctuation; every offset stays."""
    return [{**idea, "text": _CHANGES[change](idea["text"])} for idea in ideas]


def _one_for_one(text: str, turned: Callable[[str], str]) -> str:
    return "".join(turned(sign) if len(turned(sign)) == 1 else sign for sign in text)


_CHANGES: dict[str, Callable[[str], str]] = {
    "lower": lambda text: _one_for_one(text, str.lower),
    "upper": lambda text: _one_for_one(text, str.upper),
    "nopunct": lambda text: re.sub(r"[.,;:!?](?=\s|$)", " ", text),
}
