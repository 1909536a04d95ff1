"""Small services that the core needs: time, pseudonyms, redaction, similarity, words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bridge.domain.campaign import Campaign
from bridge.domain.declaration import Verdict
from bridge.domain.digest import Digest, IdeaLine, Late
from bridge.domain.document import Document
from bridge.domain.followup import Due, Undertaking
from bridge.domain.guide import Guide
from bridge.domain.health import Health
from bridge.domain.idea import Idea, Match, Redaction, SubmissionState
from bridge.domain.identity import Key
from bridge.domain.message import Letter
from bridge.domain.picture import SupportChart
from bridge.domain.review import Answer, Sheet
from bridge.domain.shortlist import TestResult
from bridge.domain.status import Answered, Heard, StatusChange
from bridge.domain.trial import Trial


class Clock(Protocol):
    """Time as the bridge sees it; tests and the demo move it by hand."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


Progress = Callable[[int, int, str], None]
"""Called as (done, total, what) while long work goes on."""


class Pseudonyms(Protocol):
    """Turns a forum user id into the campaign's pseudonym with a key that can be destroyed."""

    def of(self, campaign: str, user: int) -> str:
        """Thirty-two hex digits; the same person has unlinkable pseudonyms in two campaigns."""
        ...

    def of_moderator(self, campaign: str, name: str) -> str:
        """The same for a moderator, so that two can be told apart: `forum:ID` or `shell:ACCOUNT`."""
        ...


class KeyKeeper(Protocol):
    """Destroys a campaign's keys and signs that something was destroyed."""

    def has(self, campaign: str, what: str) -> bool:
        """Whether the key for this use is there; False once it was destroyed, and before its first use."""
        ...

    def destroy(self, campaign: str, what: str) -> None:
        """Remove a key for good."""
        ...

    def sign(self, campaign: str, words: bytes) -> str:
        """A signature that anybody can check with the campaign's public key."""
        ...


class Marks(Protocol):
    """Turns a receipt's code into the mark under which it is kept."""

    def mark(self, campaign: str, code: str) -> str:
        """Sixty-four hex digits; slow on purpose, so that nobody can try codes by the million."""
        ...


class Lock(Protocol):
    """Locks raw text so that this machine cannot open it again."""

    def lock(self, plain: bytes) -> bytes:
        """Locked to the moderators' public keys; empty where none is set, and then raw text is not kept."""
        ...


class Relations(Protocol):
    """Finds texts on the same theme."""

    def related(self, texts: Mapping[str, str], most: int) -> Mapping[str, tuple[str, ...]]:
        """For each text (by id) at most so many others, nearest first; an id without any is left out."""
        ...


class Redactor(Protocol):
    """Finds personal data."""

    def redact(self, text: str) -> Redaction:
        """Mask every find; those in doubt are open questions."""
        ...


class Similarity(Protocol):
    """Finds texts that say nearly the same."""

    def near(self, text: str, known: Mapping[str, str]) -> Sequence[Match]:
        """The nearest of `known` (idea id -> text), best first, above the engine's threshold."""
        ...


class Charts(Protocol):
    """Draws pictures."""

    def support(self, chart: SupportChart) -> bytes:
        """A PNG, the same bytes for the same chart."""
        ...


class Documents(Protocol):
    """Puts desired state into words: renders templates to Documents. Untrusted text comes out inert."""

    def category(self, campaign: Campaign) -> Document:
        """The category of a campaign."""
        ...

    def start(
        self,
        campaign: Campaign,
        now: datetime,
        figures: Mapping[str, int],
        unseen: Sequence[IdeaLine] = (),
        topic_url: Callable[[int], str] = str,
        answers: Answered | None = None,
        late: Sequence[Late] = (),
    ) -> Document:
        """The pinned start topic: purpose, dates, phase, what needs readers, partners, sign-up, rules."""
        ...

    def question(self, campaign: Campaign, question_id: str, now: datetime) -> Document:
        """A question's pinned topic."""
        ...

    def story(self, campaign: Campaign, story_id: str, now: datetime) -> Document:
        """A story's topic."""
        ...

    def idea(
        self,
        campaign: Campaign,
        idea: Idea,
        now: datetime,
        goes_on: Sequence[IdeaLine] = (),
        joined: Sequence[IdeaLine] = (),
        topic_url: Callable[[int], str] = str,
    ) -> Document:
        """An idea's topic with its poll; where it goes on (one or none), and which others go on in it."""
        ...

    def extension(self, campaign: Campaign, phase_id: str, before: datetime, after: datetime) -> Document:
        """The notice that a phase now ends at another time."""
        ...

    def status(
        self,
        campaign: Campaign,
        change: StatusChange,
        undertaking: Undertaking | None = None,
        next_check_in: date | None = None,
        tests: Sequence[TestResult] = (),
    ) -> Document:
        """The notice under an idea that its status is another."""
        ...

    def check_in(self, campaign: Campaign, due: Due, *, overdue: bool) -> Document:
        """The notice under an idea that asks how it goes on, or says what was answered."""
        ...

    def trial(self, campaign: Campaign, trial: Trial) -> Document:
        """The notice under an idea that it was tried somewhere."""
        ...

    def not_heard(self, campaign: Campaign, post: int, idea: str, why: Heard) -> Document:
        """The answer under an idea to a moderator's reply that could not be carried out."""
        ...

    def digest(
        self, campaign: Campaign, digest: Digest, topic_url: Callable[[int], str], picture: str | None = None
    ) -> Document:
        """The weekly digest topic; `picture` is the address of its chart."""
        ...

    def guide(self, campaign: Campaign, guide: Guide, topic_url: Callable[[int], str]) -> Document:
        """The topic that leads to the guide: its headline, first solutions and figures."""
        ...

    def review_category(self, campaign: Campaign) -> Document:
        """The category in which moderators review, seen by nobody else."""
        ...

    def health(self, campaign: Campaign, health: Health, now: datetime) -> Document:
        """The topic in which moderators read how the campaign is, as of a day."""
        ...

    def review(
        self, campaign: Campaign, sheet: Sheet, topic_url: Callable[[int], str], dated: datetime
    ) -> Document:
        """The topic of an idea that waits for a decision; `dated` is its coarse time of creation."""
        ...

    def reviewed(
        self, campaign: Campaign, submission: str, question: str | None, state: SubmissionState | None
    ) -> Document:
        """The same topic once it is decided, or (state None) once the review no longer goes on there."""
        ...

    def review_answer(self, campaign: Campaign, submission: str, post: int, given: Answer) -> Document:
        """The reply that says what a moderator's reply did, or why not."""
        ...

    def settings_category(self, group: str, bridge_group: str) -> Document:
        """The category in which campaigns are configured: for this group and the bridge's alone."""
        ...

    def settings_how(self, scaffold: str) -> Document:
        """The pinned topic there that says how it is done, with a campaign file to start from."""
        ...

    def settings_topic(self, campaign: Campaign, text: str) -> Document:
        """The topic of a campaign whose file is handed over to the forum."""
        ...

    def settings_answer(self, key: Key, parent: Key, verdict: Verdict) -> Document:
        """What the bridge answers to a campaign file, or to a reply that approves one."""
        ...

    def letter(
        self, campaign: Campaign, post: int, said: Letter, topic_url: Callable[[int], str]
    ) -> Document:
        """The answer to one post in a private message."""
        ...
