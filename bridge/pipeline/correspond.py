"""Correspond: take in ideas that people send to a group of the forum by private message, and answer them.

The forum is the only record of it. Answers are known again by their markers, so that the store holds nothing
of who wrote, when, or in which words. In a run the answer goes first, with the receipt's code in it; then the
idea is taken in under that code, which changes nothing the second time; then the message leaves the inbox.
Cut off between any two of these, a run is simply run again.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bridge.domain.campaign import Campaign
from bridge.domain.errors import Forbidden, Gone, Interrupted, UserProblem
from bridge.domain.identity import split_marker, with_marker
from bridge.domain.message import Answered, Letter, Said, answered_by
from bridge.domain.observation import Erasure, ObservedMessage, ObservedPost
from bridge.domain.phase import Right
from bridge.domain.question import Question
from bridge.domain.receipt import CODE_BITS, new_code
from bridge.domain.review import NearIdea
from bridge.pipeline.publish import Desk
from bridge.pipeline.raw import RawIdea
from bridge.pipeline.receive import Doors, NotOpen, preview, receive
from bridge.sync.lease import HeldLease

READING_TIME = timedelta(days=2)
"""So long an answer stands before the message is deleted: its author has to read the code in it."""

_SHORT = 30
"""What stands after `question:` in so few characters is a name, else a sentence of the idea."""

SOURCE = "message"
"""The name of this way in, as submissions keep it."""

_QUESTION = re.compile(
    r"^[ \t>*_`]*question[ \t*_`]*:[ \t*_`]*(?P<named>.+?)[ \t.*_`]*$", re.IGNORECASE | re.MULTILINE
)
_DELETE = re.compile(
    r"[\s*_`]*(?:please,? )?delete (?:it|this|(?:this|the|my) message)\b.*", re.IGNORECASE | re.DOTALL
)


@dataclass(slots=True)
class Corresponded:
    """What one run did: ideas taken in, other answers given, messages deleted and how far.

    `problem` says in plain words why it could not go on; everything else does.
    """

    taken: int = 0
    answered: int = 0
    gone: int = 0
    trashed: int = 0
    kept: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Run:
    desk: Desk
    doors: Doors
    campaign: Campaign
    lease: HeldLease
    done: Corresponded

    def say(self, message: ObservedMessage, post: int, letter: Letter) -> None:
        """Answer a post of the message."""
        self.lease.check()
        document = self.desk.documents.letter(self.campaign, post, letter, self.desk.forum.topic_url)
        self.desk.forum.messages.answer(message.topic_id, with_marker(document.key, None, document.body))
        if letter.said is not Said.TAKEN:
            self.done.answered += 1


def correspond(
    desk: Desk,
    doors: Doors,
    campaign: Campaign,
    lease: HeldLease,
    *,
    stop: Callable[[], bool] = lambda: False,
) -> Corresponded | None:
    """Answer every message that waits for one, and delete those that were answered long enough ago.

    None where the campaign takes no messages. Needs the campaign's lease.
    """
    group = campaign.intake.message_group
    if group is None:
        return None
    run = _Run(desk, doors, campaign, lease, Corresponded())
    messages = desk.forum.messages
    try:
        for listed in messages.inbox(group):
            if stop():
                raise Interrupted(
                    "stopped between two messages; nothing is lost", hint="Run the same command again."
                )
            message = messages.read(listed.topic_id)
            if message is not None:
                _handle(run, message)
        over = desk.clock.now() - READING_TIME
        for listed in messages.archived(group):
            if listed.ours and listed.last < over and not _erase(run, listed.topic_id):
                break
    except Gone:
        run.done.problem = (
            f"The forum has no group {group} that the bridge's account is in. "
            "Make the account a member of it, or correct `intake: message_group`."
        )
    except Forbidden as refusal:
        run.done.problem = f"{refusal.what} {refusal.hint}".strip()
    return run.done


@dataclass(frozen=True, slots=True)
class _Read:
    """A message in parts: what its author wrote, and what we answered, oldest first."""

    said: tuple[ObservedPost, ...]
    answers: tuple[tuple[ObservedPost, Answered], ...]

    @property
    def taken(self) -> tuple[tuple[ObservedPost, Answered], ...]:
        """The answers that gave a receipt: more than one only where a request arrived late."""
        return tuple(pair for pair in self.answers if pair[1].said is Said.TAKEN and pair[1].code is not None)

    @property
    def open(self) -> ObservedPost | None:
        """The author's last post, if nothing was answered to it."""
        last = self.said[-1]
        return None if any(answer.post_id > last.post_id for answer, _ in self.answers) else last


def _read(message: ObservedMessage, campaign: str) -> _Read | None:
    """None for what is not for this door: begun by bridge or forum, or answered for another campaign."""
    standing = [post for post in message.posts if not post.removed]
    first = standing[0] if standing else None
    if first is None or first.number != 1 or first.ours or first.author <= 0:
        return None
    ours = [(post, split_marker(post.raw)[1]) for post in standing if post.ours]
    if any(marker is not None and marker.key.campaign != campaign for _, marker in ours):
        return None
    answers = [(post, answered) for post, marker in ours if (answered := answered_by(marker, campaign))]
    said = tuple(post for post in standing if post.author == first.author)
    return _Read(said, tuple(answers))


def _handle(run: _Run, message: ObservedMessage) -> None:
    """Bring one message of the inbox to where nothing is left to do for it."""
    read = _read(message, run.campaign.slug)
    if read is None:
        return
    if read.taken:
        _finish(run, message, read)
    last = read.open
    if last is not None and last.number > 1 and _DELETE.fullmatch(last.raw):
        if _erased(run, message.topic_id):
            return
    elif last is not None and read.taken:
        run.say(message, last.post_id, Letter(Said.LATER))
    elif last is not None:
        _take_in(run, message, read, last)
    run.lease.check()
    run.desk.forum.messages.archive(message.topic_id)


def _take_in(run: _Run, message: ObservedMessage, read: _Read, last: ObservedPost) -> None:
    """Answer a message from which nothing was taken in so far: with a receipt, or with why not."""
    now = run.desk.clock.now()
    campaign = run.campaign
    question = _named(campaign, message.title, read.said)
    asked = [found for found in campaign.questions if campaign.allows_for(Right.IDEA, found.id, now)]
    if question is None and len(asked) > 1:
        run.say(message, last.post_id, Letter(Said.WHICH, questions=_listed(asked)))
        return
    if question is None:
        question = (asked[0] if asked else _next(campaign, now)).id
    raw = _idea(campaign, read.said[0], question)
    try:
        shown = preview(run.doors, campaign, raw, now)
    except NotOpen as closed:
        run.say(message, last.post_id, Letter(Said.CLOSED, what=closed.what, hint=closed.hint))
        return
    except UserProblem as problem:
        run.say(message, last.post_id, Letter(Said.REFUSED, what=problem.what, hint=problem.hint))
        return
    code = new_code(secrets.randbits(CODE_BITS))
    chosen = campaign.question(question)
    assert chosen is not None
    near = tuple(NearIdea(found.idea, found.title, found.score, found.topic_id) for found in shown.near)
    run.say(
        message,
        last.post_id,
        Letter(Said.TAKEN, code, shown.title, shown.text, (chosen.id, chosen.title), shown.masked, near),
    )
    receive(run.doors, campaign, raw, now, code=code)
    run.done.taken += 1


def _finish(run: _Run, message: ObservedMessage, read: _Read) -> None:
    """Take in what an answer has given a receipt for already, should the run that wrote it have been cut off.

    The oldest answer counts; a second one, of a request that was held up on its way, goes with its code.
    """
    (post, answered), *others = read.taken
    for other, _ in others:
        run.lease.check()
        run.desk.forum.delete_reply(other.post_id)
    raw = _idea(run.campaign, read.said[0], answered.question)
    try:
        # The phase may have ended since: what counts is when the receipt was given.
        received = receive(run.doors, run.campaign, raw, post.written, code=answered.code)
    except UserProblem as problem:
        # Only where its author wrote something else over it in between.
        if not any(known.said is Said.REFUSED for _, known in read.answers):
            run.say(message, post.post_id, Letter(Said.REFUSED, what=problem.what, hint=problem.hint))
        return
    run.done.taken += not received.known


def _erase(run: _Run, topic_id: int) -> bool:
    """Delete an archived message if it is one that we answered; False where the forum lets us delete none."""
    message = run.desk.forum.messages.read(topic_id)
    read = None if message is None else _read(message, run.campaign.slug)
    return read is None or not read.answers or _erased(run, topic_id)


def _erased(run: _Run, topic_id: int) -> bool:
    run.lease.check()
    match run.desk.forum.messages.erase(topic_id):
        case Erasure.GONE:
            run.done.gone += 1
        case Erasure.TRASHED:
            run.done.trashed += 1
        case Erasure.KEPT:
            run.done.kept += 1
            return False
    return True


def _idea(campaign: Campaign, first: ObservedPost, question: str) -> RawIdea:
    """The first post without the line that names the question."""
    text = _QUESTION.sub(lambda line: line[0] if _line(campaign, line["named"]) is None else "", first.raw)
    return RawIdea(text.strip(), question, source=SOURCE)


def _named(campaign: Campaign, subject: str, said: tuple[ObservedPost, ...]) -> str | None:
    """The question that the author names, as they last named it: in a line of a post, else in the subject."""
    for post in reversed(said):
        for line in _QUESTION.finditer(post.raw):
            named = _line(campaign, line["named"])
            if named is not None:
                return named
        bare = _question(campaign, post.raw.strip(" \t\n.!")) if post.number > 1 else None
        if bare is not None:
            return bare
    words = subject.casefold()
    for asked in campaign.questions:
        if asked.title.casefold() in words or re.search(rf"\b{re.escape(asked.id)}\b", words):
            return asked.id
    return None


def _line(campaign: Campaign, named: str) -> str | None:
    """What a line `question: ...` names: a question, something short that is none, or (None) no question."""
    known = _question(campaign, named)
    return named if known is None and len(named) <= _SHORT else known


def _question(campaign: Campaign, named: str) -> str | None:
    """A question by its id, its number or its title."""
    words = named.casefold().strip()
    for number, found in enumerate(campaign.questions, 1):
        if words in (
            found.id.casefold(),
            str(number),
            found.title.casefold(),
            found.title.casefold().rstrip("?!."),
        ):
            return found.id
    return None


def _next(campaign: Campaign, now: datetime) -> Question:
    """The question that takes ideas next, so that it can be said when; else the first."""
    coming = sorted(
        (phase for phase in campaign.phases if phase.opens > now and Right.IDEA in phase.rights),
        key=lambda phase: phase.opens,
    )
    return campaign.questions_of(coming[0])[0] if coming else campaign.questions[0]


def _listed(questions: list[Question]) -> tuple[tuple[str, str], ...]:
    return tuple((question.id, question.title) for question in questions)
