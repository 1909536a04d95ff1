"""Review inside the forum: what a moderator's reply asks for, what the bridge answers, what a topic shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bridge.domain.idea import Submission, SubmissionState
from bridge.domain.reasons import REASONS

OPEN, DECIDED = "open", "decided"
"""Versions of a review topic: each time it turns from one to the other, what stood there before is hidden."""


class Act(StrEnum):
    """What a moderator can ask for in the first line of a reply; `UNCLEAR` is nearly one of them."""

    ACCEPT = "accept"
    RETURN = "return"
    REJECT = "reject"
    ASK = "ask"
    MERGE = "merge"
    KNOWN = "known"
    HELP = "help"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Command:
    """A reply that asks for something.

    `words` is the reason, the question or the idea to merge into; of an unclear one the act that it is
    nearly. `title` and `text` are the moderator's own for an idea that is accepted.
    """

    act: Act
    words: str = ""
    title: str | None = None
    text: str | None = None

    @property
    def tells(self) -> bool:
        """Whether the reply shows which idea the submission became: its words, or the one it went into."""
        return self.act is Act.MERGE or self.title is not None or self.text is not None


class Told(StrEnum):
    """What the bridge answers."""

    ACCEPTED = "accepted"
    AGREED = "agreed"
    MERGED = "merged"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ASKED = "asked"
    HANDED_ON = "handed-on"
    HELP = "help"
    UNCLEAR = "unclear"
    REFUSED = "refused"

    @classmethod
    def of(cls, state: SubmissionState) -> Told:
        """The answer where a submission is decided, by this reply or by another."""
        return cls(state.value)


@dataclass(frozen=True, slots=True)
class Answer:
    """The bridge's answer to one reply: what was done, or why not and what to try.

    `needs` says why a second person has to agree.
    """

    told: Told
    what: str = ""
    hint: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NearIdea:
    """Something that says nearly the same; `topic_id` is None for what is not published. `score` in 0..1."""

    idea: str
    title: str
    score: float
    topic_id: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A waiting submission as moderators see it in the forum; `revises` is the idea it would change."""

    submission: Submission
    near: tuple[NearIdea, ...] = ()
    revises: NearIdea | None = None


_QUOTE = re.compile(
    r"\A\s*(?:\[quote[^\]]*\].*?\[/quote\]\s*|(?:>[^\n]*(?:\n|\Z))+\s*)", re.DOTALL | re.IGNORECASE
)
_EMPHASIS = re.compile(r"[*`]")
_DECORATION = " \t*_`~#\"'“”‘’"
_FIRST = re.compile(
    r"(?P<act>accept|approve|return|reject|ask|merge|known|help)(?:e?d)?"
    r"(?:\s+(?:(?:this|that|the)(?:\s+(?:idea|one|author))?|it))?"
    r"(?:\s+as\s+(?:it\s+)?(?:stands|is))?(?:[\s,]+(?:please|thanks|thank you))?"
    r"(?P<mark>\s*[:.,;!–—-]+)?(?:\s+|\Z)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_I_KNOW = re.compile(
    r"(?:i (?:think|believe) (?:that )?)?i (?:may |might )?know who (?:this|it|that|wrote)\b.*", re.IGNORECASE
)
_FIELD = re.compile(r"[ \t]*[*_`]*(title|text)[*_`]*[ \t]*:[*_`]*[ \t]*(.*)", re.IGNORECASE)
_INTO = re.compile(r"(?:(?:in)?to|with|idea)\b[\s:]*", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s<>()\[\]]+")
_FENCE = re.compile(r"\A(```+|~~~+)[^\n]*\n(.*?)\n?\1\s*\Z", re.DOTALL)
_WHOLE_QUOTE = re.compile(r"\A\[quote[^\]]*\]\s*\n(.*?)\n?\[/quote\]\s*\Z", re.DOTALL | re.IGNORECASE)
_WITH_REASON = frozenset({Act.RETURN, Act.REJECT, Act.ASK})


def read_command(raw: str) -> Command | None:
    """What a reply asks for; None for one that asks for nothing.

    The first line decides, whatever its capitals, emphasis and punctuation; quotations before it do not
    count. Forums want some twenty characters in a reply, so `accept` may be `accept this idea as it stands`.
    What begins like a command and goes on like a sentence is unclear rather than carried out: a moderator who
    only talks about accepting must not have accepted.
    """
    text = raw.replace("\r\n", "\n").replace("\r", "\n").strip()
    while quoted := _QUOTE.match(text):
        text = text[quoted.end() :]
    line, _, below = text.partition("\n")
    bare = _EMPHASIS.sub("", line).strip(_DECORATION)
    if _I_KNOW.fullmatch(bare.rstrip(" .!")):
        return Command(Act.KNOWN)
    found = _FIRST.fullmatch(bare)
    if found is None:
        return None
    word = found["act"].lower()
    act = Act.ACCEPT if word == "approve" else Act(word)
    marked = found["mark"] is not None
    rest = found["rest"].strip(_DECORATION)
    if act is Act.ACCEPT:
        return _accept(found["rest"], below)
    if act in _WITH_REASON:
        words = " ".join(f"{rest} {below}".split())
        named = act is not Act.ASK and rest.split(" ")[0].strip(":;,.").casefold() in REASONS
        return Command(act, words) if marked or named or not words else Command(Act.UNCLEAR, act)
    if act is Act.MERGE:
        target = _target(f"{rest}\n{below}".strip())
        return Command(act, target) if target else Command(Act.UNCLEAR, act)
    if act is Act.KNOWN and rest.strip(" .!?"):
        # "Known problem on our ward": a sentence that only begins so.
        return None
    return Command(act)


def _accept(rest: str, below: str) -> Command:
    title: str | None = None
    lines = [rest.strip(_DECORATION), *below.split("\n")]
    for number, line in enumerate(lines):
        field = _FIELD.fullmatch(line)
        if field is None:
            if any(sign.isalnum() for sign in line):
                return Command(Act.UNCLEAR, Act.ACCEPT)
            continue
        if field[1].lower() == "title":
            title = field[2].strip(_DECORATION) if title is None else title
            continue
        return Command(Act.ACCEPT, title=title, text=_block([field[2], *lines[number + 1 :]]))
    return Command(Act.ACCEPT, title=title)


def _target(words: str) -> str:
    """The idea's id or link in what stands after `merge`; empty where that is a sentence."""
    link = _LINK.search(words)
    if link is not None:
        return link[0].rstrip(".,;")
    target = _INTO.sub("", words).strip(" .,;")
    return "" if any(sign.isspace() for sign in target) else target


def _block(lines: list[str]) -> str:
    """The text of a block, out of the fence or quotation in which it may have been put."""
    text = "\n".join(lines).strip()
    for wrapper in (_FENCE, _WHOLE_QUOTE):
        found = wrapper.match(text)
        if found is not None:
            text = found[found.lastindex or 1].strip()
    inner = text.split("\n")
    if text and all(line.startswith(">") for line in inner):
        text = "\n".join(line[1:].removeprefix(" ") for line in inner).strip()
    return text
