"""Desired state put into words: the Documents port on templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from bridge.domain.campaign import Campaign
from bridge.domain.declaration import Verdict
from bridge.domain.digest import Digest, IdeaLine, Late
from bridge.domain.document import Document
from bridge.domain.followup import Due, Undertaking
from bridge.domain.guide import Guide
from bridge.domain.health import Health
from bridge.domain.idea import Idea, SubmissionState
from bridge.domain.identity import Key
from bridge.domain.message import Letter
from bridge.domain.review import Answer, Sheet
from bridge.domain.shortlist import TestResult
from bridge.domain.status import Answered, Heard, StatusChange
from bridge.domain.trial import Trial
from bridge.render import digests, discussions, guides, letters, outcomes, overview, reviews, settings
from bridge.render.environment import Templates


class TemplateDocuments:
    """Renders Documents from `forum/*.md.j2`; implements the Documents port.

    The same state gives the same text: no template is told the present time. What people sent in reaches the
    templates inert already; what the campaign file says is the operator's own Markdown. `own` is a folder of
    templates that replace the shipped ones by name. Every method raises UserProblem, naming file and line,
    when one of those is faulty.
    """

    def __init__(self, own: Path | None = None) -> None:
        self._templates = Templates(own)

    def category(self, campaign: Campaign) -> Document:
        """The category, with slug, colour and description in `settings`."""
        return overview.category(self._templates, campaign)

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
        """The pinned start topic; `figures` by name: people, ideas, replies, votes; `unseen` need readers.

        `answers` says how many ideas were answered, where that is told; `late` are overdue check-ins.
        """
        return overview.start(
            self._templates,
            campaign,
            now,
            figures,
            digests.idea_lines(unseen, topic_url),
            answers,
            digests.late_lines(late, topic_url),
        )

    def question(self, campaign: Campaign, question_id: str, now: datetime) -> Document:
        """A question's pinned topic; UserProblem for an unknown question."""
        return discussions.question(self._templates, campaign, question_id, now)

    def story(self, campaign: Campaign, story_id: str, now: datetime) -> Document:
        """A story's topic; UserProblem for an unknown story."""
        return discussions.story(self._templates, campaign, story_id, now)

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
        links = [[line.link for line in digests.idea_lines(lines, topic_url)] for lines in (goes_on, joined)]
        return discussions.idea(self._templates, campaign, idea, now, *links)

    def extension(self, campaign: Campaign, phase_id: str, before: datetime, after: datetime) -> Document:
        """The notice that a phase now ends at another time; UserProblem for an unknown phase."""
        return overview.extension(self._templates, campaign, phase_id, before, after)

    def status(
        self,
        campaign: Campaign,
        change: StatusChange,
        undertaking: Undertaking | None = None,
        next_check_in: date | None = None,
        tests: Sequence[TestResult] = (),
    ) -> Document:
        """The notice under an idea that its status is another."""
        return outcomes.status(self._templates, campaign, change, undertaking, next_check_in, tests)

    def check_in(self, campaign: Campaign, due: Due, *, overdue: bool) -> Document:
        """The notice under an idea that asks how it goes on, or says what was answered."""
        return outcomes.check_in(self._templates, campaign, due, overdue=overdue)

    def trial(self, campaign: Campaign, trial: Trial) -> Document:
        """The notice under an idea that it was tried somewhere."""
        return outcomes.trial(self._templates, campaign, trial)

    def not_heard(self, campaign: Campaign, post: int, idea: str, why: Heard) -> Document:
        """The answer under an idea to a moderator's reply that could not be carried out."""
        return outcomes.not_heard(self._templates, campaign, post, idea, why)

    def digest(
        self, campaign: Campaign, digest: Digest, topic_url: Callable[[int], str], picture: str | None = None
    ) -> Document:
        """The weekly digest topic; `picture` is the address of its chart."""
        return digests.digest(self._templates, campaign, digest, topic_url, picture)

    def guide(self, campaign: Campaign, guide: Guide, topic_url: Callable[[int], str]) -> Document:
        """The topic that leads to the guide."""
        return guides.guide(self._templates, campaign, guide, topic_url)

    def review_category(self, campaign: Campaign) -> Document:
        """The category in which moderators review, seen by nobody else."""
        return reviews.category(self._templates, campaign)

    def health(self, campaign: Campaign, health: Health, now: datetime) -> Document:
        """The topic in which moderators read how the campaign is, as of a day."""
        return reviews.health(self._templates, campaign, health, now)

    def review(
        self, campaign: Campaign, sheet: Sheet, topic_url: Callable[[int], str], dated: datetime
    ) -> Document:
        """The topic of an idea that waits for a decision."""
        return reviews.waiting(self._templates, campaign, sheet, topic_url, dated)

    def reviewed(
        self, campaign: Campaign, submission: str, question: str | None, state: SubmissionState | None
    ) -> Document:
        """The same topic once it is decided, or once the review no longer goes on in the forum."""
        return reviews.decided(self._templates, campaign, submission, question, state)

    def review_answer(self, campaign: Campaign, submission: str, post: int, given: Answer) -> Document:
        """The reply that says what a moderator's reply did, or why not."""
        return reviews.answer(self._templates, campaign, submission, post, given)

    def settings_category(self, group: str, bridge_group: str) -> Document:
        """The category in which campaigns are configured: for this group and the bridge's alone."""
        return settings.category(self._templates, group, bridge_group)

    def settings_how(self, scaffold: str) -> Document:
        """The pinned topic there that says how it is done, with a campaign file to start from."""
        return settings.how(self._templates, scaffold)

    def settings_topic(self, campaign: Campaign, text: str) -> Document:
        """The topic of a campaign whose file is handed over to the forum."""
        return settings.topic(self._templates, campaign, text)

    def settings_answer(self, key: Key, parent: Key, verdict: Verdict) -> Document:
        """What the bridge answers to a campaign file, or to a reply that approves one."""
        return settings.answer(self._templates, key, parent, verdict)

    def letter(
        self, campaign: Campaign, post: int, said: Letter, topic_url: Callable[[int], str]
    ) -> Document:
        """The answer to one post in a private message, from `message/*.md.j2`."""
        return letters.letter(self._templates, campaign, post, said, topic_url)
