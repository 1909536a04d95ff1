"""A campaign file that lives in the forum: where it stands, what was read there, what was answered."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

LONGEST_FILE = 60_000
"""Characters; more is no campaign file. The forum's own limit for a post is mostly 32,000."""


class Owner(StrEnum):
    """Who may change a campaign's declaration: its file on the server, or its topic in the forum."""

    FILE = "file"
    FORUM = "forum"


@dataclass(frozen=True, slots=True)
class Declaration:
    """One version of what a campaign is declared to be, numbered from 1; the newest one counts.

    `text` is the campaign file as it stood in the topic `topic_id`, empty where a file on the server is the
    owner. `at` is when it was approved. Who approved it is for the forum to know.
    """

    campaign: str
    number: int
    owner: Owner
    text: str
    topic_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class SettingsTopic:
    """A topic of the settings category in which a campaign file was found.

    `campaign` is empty until a text there was right. `read` stands for the text that was answered last,
    `shown` is the checksum of the plan in that answer, empty where there was none.
    """

    topic_id: int
    campaign: str = ""
    read: str = ""
    shown: str = ""


class Wish(StrEnum):
    """What a reply in a settings topic asks for; `UNCLEAR` is nearly a yes."""

    APPLY = "apply"
    ANYWAY = "anyway"
    UNCLEAR = "unclear"


class Outcome(StrEnum):
    """What the bridge answers in a settings topic."""

    NO_FILE = "no-file"
    PROBLEMS = "problems"
    REFUSED = "refused"
    PLAN = "plan"
    SAME = "same"
    NEW_PLAN = "new-plan"
    UNSAFE = "unsafe"
    APPLIED = "applied"
    FOLLOWS = "follows"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a plan: what is done with what. `what` is a title or a name, already without markup."""

    action: str
    kind: str
    what: str
    facets: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer in a settings topic.

    `problems` are lines as `validate` prints them; `steps` what the plan would do, `more` how many further
    ones; `counts` by action; `notes` sentences on what is left alone; `seconds` how long it takes.
    """

    outcome: Outcome
    campaign: str = ""
    title: str = ""
    problems: str = ""
    what: str = ""
    hint: str = ""
    steps: tuple[Step, ...] = ()
    more: int = 0
    created: int = 0
    updated: int = 0
    requests: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    failed: tuple[str, ...] = field(default=())


_FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})[^\S\n]*(?P<lang>[\w-]*)[^\n]*$", re.MULTILINE)
_YAML = frozenset({"", "yaml", "yml", "text"})


def file_in(raw: str) -> str | None:
    """The campaign file in the text of a post: its first block of code that is YAML or says nothing else.

    A block that is never closed goes to the end of the text, as the forum shows it. None where there is none.
    """
    at = 0
    while (opening := _FENCE.search(raw, at)) is not None:
        fence = opening["fence"]
        closing = re.compile(rf"^{re.escape(fence[0])}{{{len(fence)},}}[^\S\n]*$", re.MULTILINE)
        end = closing.search(raw, opening.end())
        inside = raw[opening.end() : end.start() if end else len(raw)]
        if opening["lang"].lower() in _YAML:
            return inside.removeprefix("\n").rstrip() + "\n"
        if end is None:
            return None
        at = end.end()
    return None


_MORE = frozenset({"to", "the", "forum", "now", "please", "again", "anyway"})
"""What may follow `apply this plan`. The forum takes no reply of fewer than 20 characters, nor the same twice
within minutes, so there has to be room for a few words more."""


def wish_of(raw: str) -> Wish | None:
    """What a reply asks for by its first line; None for talk.

    `apply this plan to the forum`, `apply this plan anyway, please`. Other lines that begin with the word are
    asked about: a sentence such as "apply it only after Friday" is no yes.
    """
    line = next((line.strip() for line in raw.splitlines() if line.strip()), "")
    words = re.sub(r"[*_`.,!\s]+", " ", line).strip().casefold().split(" ")
    if words[0] != "apply":
        return None
    if words[1:3] == ["this", "plan"] and _MORE.issuperset(words[3:]):
        return Wish.ANYWAY if "anyway" in words else Wish.APPLY
    return Wish.UNCLEAR
