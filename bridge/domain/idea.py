"""What people send in and what becomes of it: a private Submission, then a public Idea."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SubmissionState(StrEnum):
    """Where a submission stands in moderation."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    MERGED = "merged"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Experience(StrEnum):
    """Whether an idea was tried or is wished for."""

    WOULD_LIKE = "would-like"
    WE_DID = "we-did"


class IdeaStatus(StrEnum):
    """The public standing of an idea; also a forum tag with the prefix `status-`."""

    NEW = "new"
    IN_DISCUSSION = "in-discussion"
    SHORTLISTED = "shortlisted"
    CHOSEN = "chosen"
    BEING_TRIED = "being-tried"
    DONE = "done"
    NOT_NOW = "not-now"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Mask:
    """One place in a text where personal data was found.

    `start` and `end` are code-point offsets into the text as received; `asked` says that the redactor was
    unsure: the place is masked all the same, and a person has to say whether it had to be.
    """

    start: int
    end: int
    label: str
    score: float
    asked: bool


@dataclass(frozen=True, slots=True)
class Redaction:
    """A text with every find replaced by a typed placeholder, and what was found.

    Doubtful finds are masked too; each is an open question, and nothing is published while one is open.
    """

    text: str
    masks: tuple[Mask, ...]

    @property
    def needs_review(self) -> bool:
        """Whether a question is open: a find that may be harmless after all."""
        return any(mask.asked for mask in self.masks)


@dataclass(frozen=True, slots=True)
class Match:
    """A text that says nearly the same; `score` in 0..1."""

    idea: str
    score: float


@dataclass(frozen=True, slots=True)
class Masked:
    """A placeholder in a redacted text as people are told of it: never the words that it stands for.

    `why` says what was found, `asked` that it may be harmless. `context` is redacted text around it.
    """

    placeholder: str
    why: str
    asked: bool
    context: str


class Speaker(StrEnum):
    """Who says something in the dialogue about a submission."""

    MODERATOR = "moderator"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Turn:
    """One question or answer between moderators and the author, who meet through the receipt alone."""

    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Submission:
    """Raw text as received, already without author; private, sealed in the store, deleted after retention.

    `title` and `text` are as redacted; only `reasons` says why a person has to look, `second` why two have to
    agree. `received` is the day, so that it cannot be matched with somebody's log. `raw` is the
    text as typed, locked to a key that this machine does not have; empty where no such key is set.
    `revises` names the idea of which its author makes this the next version. `agreed_by` and `known_to` are
    pseudonyms of moderators: who has agreed first, and who has handed it on because they think they know the
    author. `handled` are replies in the forum that were carried out, `shown` is the hash of the words that
    its topic there shows.
    """

    id: str
    campaign: str
    question: str
    title: str
    text: str
    role: str | None
    lenses: tuple[str, ...]
    experience: Experience
    received: datetime
    source: str
    reasons: tuple[str, ...] = ()
    near: tuple[Match, ...] = ()
    state: SubmissionState = SubmissionState.WAITING
    masked: tuple[Masked, ...] = ()
    second: tuple[str, ...] = ()
    agreed_by: str | None = None
    known_to: tuple[str, ...] = ()
    dialogue: tuple[Turn, ...] = ()
    revises: str | None = None
    handled: tuple[int, ...] = ()
    shown: str = ""
    raw: bytes = b""

    @property
    def asked(self) -> str | None:
        """The moderators' question that the author has not answered yet."""
        last = self.dialogue[-1] if self.dialogue else None
        return last.text if last is not None and last.speaker is Speaker.MODERATOR else None


@dataclass(frozen=True, slots=True)
class Idea:
    """Anonymised, accepted text, versioned; one topic.

    `batch` is None while the idea waits for publication; `accepted` and `published` are rounded to the hour.
    `merged_into` names the idea that carries on this one. Versions before `hidden_before` held words that had
    to go: the forum hides them, and the store keeps only that they were there.
    """

    id: str
    campaign: str
    question: str
    title: str
    text: str
    role: str | None
    lenses: tuple[str, ...]
    experience: Experience
    accepted: datetime
    version: int = 1
    status: IdeaStatus = IdeaStatus.NEW
    batch: int | None = None
    published: datetime | None = None
    merged_into: str | None = None
    hidden_before: int = 0

    @property
    def stands(self) -> bool:
        """Whether it is an idea of its own: neither joined with another nor withdrawn."""
        return self.merged_into is None and self.status is not IdeaStatus.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one version of an idea; `version` counts from 1."""

    version: int
    title: str
    text: str


class Decision(StrEnum):
    """What a moderator can do with a submission or an idea; `WITHDRAW` is its author's.

    `MERGE` counts words that were sent in once more and `WITHDRAW` takes them off again where the idea stays;
    `JOIN` and `PART` are for two ideas of which one goes on.
    """

    ACCEPT = "accept"
    EDIT = "edit"
    MERGE = "merge"
    RETURN = "return"
    REJECT = "reject"
    ASK = "ask"
    HAND_ON = "hand-on"
    OPEN = "open"
    WITHDRAW = "withdraw"
    JOIN = "join"
    PART = "part"


@dataclass(frozen=True, slots=True)
class ModerationEntry:
    """One line of the append-only moderation log; `subject` is a submission or idea id.

    The reason of a submission that was returned or rejected is as `Reason.kept` gives it.
    """

    campaign: str
    subject: str
    decision: Decision
    reason: str
    at: datetime


def essence(question: str, text: str) -> bytes:
    """What makes an idea the same one: question and *anonymised* words, whatever their case and spacing."""
    folded = " ".join(text.casefold().split())
    return f"{question}\x00{folded}".encode()


def idea_id(digest: bytes) -> str:
    """Ten letters and digits from the keyed digest (at least 8 bytes) of an idea's essence.

    The same idea has the same id for ever, which tells nothing of the author or of the order of arrival. It
    stands in the forum, where everybody reads it, and outlives the words: without a key, whoever guessed a
    name that was taken out of them later could see that the guess was right.
    """
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    number = int.from_bytes(digest[:8], "big")
    letters = []
    for _ in range(10):
        number, rest = divmod(number, len(alphabet))
        letters.append(alphabet[rest])
    return "".join(letters)


def rounded_to_hour(instant: datetime) -> datetime:
    """The hour in which an instant lies: the only precision at which the bridge keeps arrival times."""
    return instant.replace(minute=0, second=0, microsecond=0)
