"""A real conversation, read from a Polis export and played as an idea campaign on the embedded forum.

An export has two files: `comments.csv` (id, text, moderated: 1 accepted, 0 not looked at, -1 rejected) and
`votes.csv` (timestamp in ms, comment-id, voter-id, vote: +1 agree, -1 disagree, 0 pass). Every row of votes
counts as something that a person did; the last one of a person on a comment is what stands.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bridge.clock import SimulatedClock
from bridge.domain.campaign import Anonymity, Campaign
from bridge.domain.digest import Numbers
from bridge.domain.document import Link
from bridge.domain.idea import Idea
from bridge.domain.identity import Kind
from bridge.domain.participation import Direction, Reply, Vote, VoteCount
from bridge.domain.phase import Phase, Right
from bridge.domain.question import Framing, Question
from bridge.domain.ranking import Ranking
from bridge.forum.adapter import DiscourseForum
from bridge.forum.settings import ForumSettings
from bridge.pipeline.anonymise import anonymise
from bridge.pipeline.collect import collect
from bridge.pipeline.count import numbers
from bridge.pipeline.intake import IntakeReport, submit
from bridge.pipeline.publish import plan
from bridge.pipeline.raw import RawIdea
from bridge.pipeline.synchronise import synchronise
from bridge.sandbox import Keys, Limits, Member, Sandbox
from bridge.settings import Settings
from bridge.sync.lease import hold
from bridge.sync.pull import Pulled
from bridge.wiring import Bridge, open_bridge

DIRECTIONS = {1: Direction.UP, -1: Direction.DOWN, 0: Direction.UNSURE}
QUESTION = "q1"
_TALKATIVE = 20
"""Every twentieth person also likes and answers the first idea that they voted on."""


@dataclass(frozen=True, slots=True)
class Comment:
    """An accepted comment."""

    id: int
    text: str


@dataclass(frozen=True, slots=True)
class Ballot:
    """One row of votes: what a person said of a comment at a time."""

    at: datetime
    comment: int
    voter: int
    direction: Direction


@dataclass(frozen=True, slots=True)
class Conversation:
    """Accepted comments in the order of the file, and the ballots on them in the order of time."""

    name: str
    comments: tuple[Comment, ...]
    ballots: tuple[Ballot, ...]

    def first(self, most: int) -> Conversation:
        """The first ballots only, and the comments that they are on."""
        if len(self.ballots) <= most:
            return self
        ballots = self.ballots[:most]
        named = {ballot.comment for ballot in ballots}
        comments = tuple(comment for comment in self.comments if comment.id in named)
        return Conversation(self.name, comments, ballots)

    def before_the_last_change(self) -> int:
        """How many ballots come before the last change of mind; half of them if nobody changes theirs."""
        said: dict[tuple[int, int], Direction] = {}
        last = 0
        for number, ballot in enumerate(self.ballots):
            if said.get((ballot.voter, ballot.comment), ballot.direction) != ballot.direction:
                last = number
            said[ballot.voter, ballot.comment] = ballot.direction
        return last or len(self.ballots) // 2


def read(folder: Path) -> Conversation:
    """Read an export; where nobody moderated, everything counts as accepted that was not rejected."""
    with (folder / "comments.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    least = 1 if any(row["moderated"] == "1" for row in rows) else 0
    comments = tuple(
        Comment(int(row["id"]), row["text"]) for row in rows if int(row["moderated"] or 0) >= least
    )
    accepted = {comment.id for comment in comments}
    with (folder / "votes.csv").open(newline="", encoding="utf-8") as file:
        ballots = [
            Ballot(
                datetime.fromtimestamp(int(row["timestamp"]) / 1000, UTC),
                int(row["comment-id"]),
                int(row["voter-id"]),
                DIRECTIONS[int(row["vote"])],
            )
            for row in csv.DictReader(file)
            if int(row["comment-id"]) in accepted
        ]
    # Rows of the same millisecond keep the order of the file.
    return Conversation(folder.name, comments, tuple(sorted(ballots, key=lambda ballot: ballot.at)))


def campaign_for(conversation: Conversation) -> Campaign:
    """A campaign that welcomes ideas, replies and votes from before the first ballot to after the last."""
    opens = conversation.ballots[0].at.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=3)
    closes = opens + timedelta(days=10 + (conversation.ballots[-1].at - opens).days)
    return Campaign(
        slug="conversation",
        title="A conversation as it was",
        summary="Comments and votes of a public conversation.",
        purpose="To see that nothing is lost on the way.",
        timezone="Europe/London",
        starts=opens.date(),
        ends=(closes - timedelta(days=1)).date(),
        phases=(Phase("talk", "Talk", opens, closes, frozenset(Right)),),
        # A conversation of two comments has to come out as well.
        anonymity=Anonymity(batch_size=5, longest_wait=timedelta(hours=24), least=1),
        questions=(
            Question(
                QUESTION,
                "What should happen next?",
                "Say in a sentence or two what should happen next.",
                Framing("Views differ", "Everybody", "One thing at a time", "The organisers"),
                "what-next",
            ),
        ),
    )


def last_words(ballots: Iterable[Ballot], idea_of: Mapping[int, str]) -> dict[tuple[int, str], Direction]:
    """What each voter said last of each idea, by the rows of the source alone."""
    return {
        (ballot.voter, idea_of[ballot.comment]): ballot.direction
        for ballot in ballots
        if ballot.comment in idea_of
    }


@dataclass(frozen=True, slots=True)
class Look:
    """What a bridge holds after a look at the forum, when `seen` ballots of the source had been cast.

    `cast` says when the vote that stands was given in the forum, by voter and idea.
    """

    seen: int
    cast: dict[tuple[int, str], datetime]
    votes: Sequence[Vote]
    counts: Sequence[VoteCount]
    replies: Sequence[Reply]
    numbers: Numbers
    pulled: Pulled
    ranking: Ranking | None = None


@dataclass
class Play:
    """A conversation on its way through the bridge; the methods are called in the order in which they stand.

    Two bridges watch one forum: `bridge` may run the stored query, and so sees people; `lists` learns what
    the forum is like before there is a query, and so reads plain lists and sees counts.
    """

    conversation: Conversation
    campaign: Campaign
    clock: SimulatedClock
    sandbox: Sandbox
    keys: Keys
    folder: Path
    bridge: Bridge
    lists: Bridge | None = None
    idea_of: dict[int, str] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    seen: int = 0
    said: dict[tuple[int, str], Direction] = field(default_factory=dict)
    cast_at: dict[tuple[int, str], datetime] = field(default_factory=dict)
    replied: list[tuple[int, str]] = field(default_factory=list)

    def take_in(self) -> IntakeReport:
        """All comments through the intake, as a set reviewed elsewhere; twice the same is one idea."""
        bridge, campaign = self.bridge, self.campaign
        raw = {comment.id: RawIdea(comment.text, QUESTION) for comment in self.conversation.comments}
        report = submit(
            bridge.store,
            bridge.redactor,
            bridge.similarity,
            campaign,
            raw.values(),
            bridge.clock.now(),
            title_of=bridge.title_of,
            pseudonyms=bridge.pseudonyms,
            reviewed=True,
        )
        public = {
            number: anonymise(idea, bridge.redactor, bridge.title_of).text for number, idea in raw.items()
        }
        with bridge.store.begin() as unit:
            for number, text in public.items():
                if text:
                    self.idea_of[number] = unit.ideas.id_of(campaign.slug, QUESTION, text)
        return report

    def publish(self) -> None:
        """Everything to the forum; then the second bridge starts from a copy of the first one's data."""
        self._sync()
        self.bridge.close()
        copied = self.folder.with_name("lists")
        shutil.copytree(self.folder, copied)
        self.bridge = _bridge(self.folder, self.sandbox, self.keys, self.clock)
        self.lists = _bridge(copied, self.sandbox, self.keys, self.clock, pages=self._pages())
        assert self.lists.forum.facts().query is None
        self.bridge.forum.provision_query()

    def cast(self, ballots: Sequence[Ballot]) -> None:
        """Let members vote, each at the time at which the source has it, or as soon after as can be."""
        voting = self.campaign.voting
        labels = {
            Direction.UP: voting.up,
            Direction.DOWN: voting.down,
            Direction.UNSURE: voting.unsure,
        }
        posts = {idea: link.post_id for idea, link in self.links().items()}
        self.seen += len(ballots)
        for ballot in ballots:
            idea = self.idea_of.get(ballot.comment)
            if idea is None:
                continue
            self.clock.move_to(ballot.at)
            post_id = posts[idea]
            assert post_id is not None
            self._member(ballot.voter).vote(post_id, labels[ballot.direction], poll_name="vote")
            key = ballot.voter, idea
            if self.said.get(key) is not ballot.direction:
                self.cast_at[key] = self.clock.now()
            self.said[key] = ballot.direction

    def talk(self) -> None:
        """Some of those who voted also like and answer the idea; neither may ever count as a second vote."""
        links = self.links()
        first = dict(reversed(self.said))
        for voter in sorted(first)[::_TALKATIVE]:
            link = links[first[voter]]
            assert link.topic_id is not None
            assert link.post_id is not None
            member = self._member(voter)
            member.like(link.post_id)
            member.reply(link.topic_id, f"What I think of this in full, as number {voter}.")
            self.replied.append((member.id, first[voter]))

    def look(self) -> Look:
        """One whole sync of the bridge that sees people."""
        done, ranking = self._sync()
        assert done is not None
        return self._seen(self.bridge, done, ranking)

    def look_by_lists(self) -> Look:
        """A pull of the bridge that sees counts."""
        assert self.lists is not None
        _, pulled = collect(self.lists.desk, self.lists.pseudonyms, self.campaign)
        assert pulled is not None
        return self._seen(self.lists, pulled, None)

    def changes_left(self) -> int:
        """What publishing once more would change."""
        return plan(self.bridge.desk, self.campaign).changes

    def ideas(self) -> dict[str, Idea]:
        """The ideas that the bridge holds."""
        with self.bridge.store.begin() as unit:
            return {idea.id: idea for idea in unit.ideas.all(self.campaign.slug)}

    def links(self) -> dict[str, Link]:
        """Where each idea stands in the forum."""
        with self.bridge.store.begin() as unit:
            links = unit.links.all(self.campaign.slug)
        return {link.key.name: link for link in links if link.key.kind is Kind.IDEA}

    def pseudonym(self, voter: int) -> str:
        """The name under which the ledger knows a voter of the source."""
        return self.bridge.pseudonyms.of(self.campaign.slug, self.members[voter].id)

    def close(self) -> None:
        """Let go of both bridges."""
        self.bridge.close()
        if self.lists is not None:
            self.lists.close()

    def _member(self, voter: int) -> Member:
        if voter not in self.members:
            self.members[voter] = self.sandbox.create_user(f"voter_{voter}")
        return self.members[voter]

    def _pages(self) -> int:
        """Pages of posts that show the whole conversation with room to spare."""
        return 40 + len(self.conversation.comments) // 25

    def _sync(self) -> tuple[Pulled | None, Ranking | None]:
        bridge = self.bridge
        with hold(bridge.store, self.clock, self.campaign.slug, "test") as lease:
            done = synchronise(bridge.desk, bridge.pseudonyms, self.campaign, lease)
        assert done.applied is not None
        assert done.applied.failed == []
        return done.pulled, done.ranking

    def _seen(self, bridge: Bridge, pulled: Pulled, ranking: Ranking | None) -> Look:
        slug = self.campaign.slug
        self.clock.sleep(1)
        figures = numbers(bridge.store, self.campaign, None, self.clock.now())
        with bridge.store.begin() as unit:
            return Look(
                seen=self.seen,
                cast=dict(self.cast_at),
                votes=unit.ledger.votes(slug),
                counts=unit.ledger.counts(slug),
                replies=unit.ledger.replies(slug),
                numbers=figures,
                pulled=pulled,
                ranking=ranking,
            )


@contextmanager
def open_play(conversation: Conversation, folder: Path) -> Iterator[Play]:
    """A forum and a bridge, two days before the first ballot; the forum's own limit of requests stands."""
    campaign = campaign_for(conversation)
    clock = SimulatedClock(conversation.ballots[0].at - timedelta(days=2))
    with ExitStack() as stack:
        sandbox = Sandbox(clock=clock.now, limits=Limits.relaxed(max_admin_api_reqs_per_minute=60))
        stack.callback(sandbox.stop)
        sandbox.start()
        keys = sandbox.seed()
        home = folder / "bridge"
        home.mkdir()
        play = Play(conversation, campaign, clock, sandbox, keys, home, _bridge(home, sandbox, keys, clock))
        stack.callback(play.close)
        yield play


def _bridge(
    home: Path, sandbox: Sandbox, keys: Keys, clock: SimulatedClock, *, pages: int | None = None
) -> Bridge:
    """A bridge with its database in `home`; with `pages` it reads so many pages of posts at most."""
    settings = Settings(
        forum_url=sandbox.base_url,
        api_key=keys.bridge,
        api_username=keys.bridge_username,
        provision_key=keys.admin,
        provision_username=keys.admin_username,
        database_url=f"sqlite:///{home}/bridge.sqlite3",
    )
    bridge = open_bridge(settings, forum=pages is None, clock=clock)
    if pages is not None:
        way = ForumSettings(
            sandbox.base_url,
            keys.bridge,
            keys.bridge_username,
            keys.admin,
            keys.admin_username,
            feed_pages=pages,
        )
        bridge.connected = DiscourseForum(way, clock)
    return bridge
