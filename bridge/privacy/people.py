"""Authors who do not exist, each with marks that can be found wherever they turn up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Door(StrEnum):
    """The ways in."""

    FORM = "form"
    API = "interface"
    MESSAGE = "private message"
    FILE = "file"


@dataclass(slots=True)
class Author:
    """Somebody who sends one idea. `sent`, `receipt` and `topic` are filled in as it happens.

    `words` is the part of the text that is published as it stands; `told` the part that has to be masked.
    """

    number: int
    door: Door
    words: str
    account: str
    surname: str
    email: str
    phone: str
    address: str
    agent: str
    sent: list[datetime] = field(default_factory=list)
    receipt: str = ""
    token: str = ""
    topic: int = 0

    @property
    def told(self) -> str:
        """What nobody may read: the author's own name and ways to reach them."""
        return f"Ask Dr {self.surname} on {self.phone} or {self.email}."

    @property
    def text(self) -> str:
        """The idea as it is typed."""
        return f"{self.words} {self.told}"


def authors() -> list[Author]:
    """One for each idea below, spread over the doors."""
    doors = list(Door)
    return [
        Author(
            number=number,
            door=doors[number % len(doors)],
            words=words,
            account=f"{surname.lower()}_{1000 + number * 37}",
            surname=surname,
            email=f"{surname.lower()}@ward{number}.example",
            phone=f"07700 900{100 + number * 7:03}",
            # Addresses that are set aside for documentation.
            address=f"203.0.113.{20 + number}",
            agent=f"Marked/{number}.{surname}",
        )
        for number, (words, surname) in enumerate(zip(_IDEAS, _SURNAMES, strict=True))
    ]


_SURNAMES = (
    *("Quillfeather", "Umberwood", "Thornapple", "Blackmere", "Ostrander", "Pellinore", "Wraxhall", "Zennor"),
    *(
        "Ivelchester",
        "Marjoribank",
        "Fenwicke",
        "Gorsedale",
        "Hallivand",
        "Jessamond",
        "Kestervine",
        "Lorimund",
    ),
    *(
        "Nethercott",
        "Oxenholm",
        "Penhallow",
        "Ravensmoor",
        "Silverlock",
        "Tregarthen",
        "Ulverstane",
        "Vantreight",
    ),
)

_IDEAS = (
    "Oil the wheels of the drugs trolley, which squeals at every door where a bed begins.",
    "Dim the lights of the nurses' station after eleven and read charts by a desk lamp.",
    "Turn the telephones down at night and let the pager do the calling.",
    "Empty the bins before ten, because their metal lids fall shut by themselves.",
    "Take blood pressure at night only where somebody decided that it has to be taken.",
    "Weigh people after breakfast instead of at five in the morning.",
    "Hang a clock that does not tick in every side room.",
    "Put rubber feet under the chairs of visitors.",
    "Give every patient a pair of earplugs with the menu card.",
    "Plan the floor polisher for the hour of visiting and not for dawn.",
    "Let relatives choose a quiet ring tone before they come in.",
    "Close the fire doors by hand at night instead of letting them slam.",
    "Move the ice machine away from the bay with the oldest patients.",
    "Write on the board which bays sleep badly, so that rounds begin elsewhere.",
    "Swap the paper towel dispenser for one without a spring.",
    "Keep a basket of reading glasses at reception for those who left theirs at home.",
    "Print discharge letters in large type without being asked.",
    "Ask new starters after four weeks what they find odd here.",
    "Share one list of spare wheelchairs between all wards of a floor.",
    "Start handover with the question what went well today.",
    "Paint the toilet doors in one colour that is used for nothing else.",
    "Let porters say when they want their break instead of waiting for a call.",
    "Show on the ticket machine how long the queue is before people park.",
    "Bring the pharmacy round to the ward once a day with a cart.",
)
