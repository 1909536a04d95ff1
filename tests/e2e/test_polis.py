"""Real conversations from one end to the other: the ledger equals the source, vote for vote.

Comments go through the intake and over HTTP into the embedded forum, people vote there as they did in the
source, and the bridge reads all of it back: once before the last change of mind, and once at the end. One
conversation is written here and holds every oddity; the real ones lie in ../shared, any number of them.

The real conversation named below is played whole. To keep the run short, of every other one only the first
6,000 ballots are cast and only the comments that they are on are published; IDEABRIDGE_TEST_FULL=1 plays all
of them whole.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bridge.domain.participation import Basis, Direction, Method
from bridge.pipeline.anonymise import clean
from bridge.pipeline.intake import IntakeReport
from tests.e2e.polis import Conversation, Look, Play, last_words, open_play, read

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "polis"
WHOLE = "brexit-consensus"
MOST_BALLOTS = 6_000
FULL = os.environ.get("IDEABRIDGE_TEST_FULL") == "1"
WRITTEN = "written-here"
ABSENT = "no-real-conversation"

_ADDRESS = re.compile(r"\w@\w+\.\w")

COMMENTS = """id,timestamp,text,moderated,agrees,disagrees,author-id
0,1000,Give every ward one number to ring.,1,0,0,0
1,1001,"give every  ward one number
to ring.",1,0,0,1
2,1002,Yes!,1,0,0,2
3,1003,"Ask jo.bloggs@example.org first, then decide for yourselves.",1,0,0,2
4,1004,"Ask someone.else@example.org first, then decide for yourselves.",1,0,0,3
5,1005,me@example.org,1,0,0,3
6,1006,"Close the car park, @all: see [poll]
* now
* later
[/poll] and <b>tell</b> https://example.org/x",1,0,0,4
7,1007,Nobody looked at this one yet.,0,0,0,4
8,1008,This one was refused for its tone.,-1,0,0,5
9,1009,   ,1,0,0,5
10,1010,MORE BENCHES IN THE YARD!!! 🌳🌳,1,0,0,6
"""

VOTES = """timestamp,comment-id,voter-id,vote
1500000000000,0,1,1
1500000001000,1,1,-1
1500000002000,2,1,0
1500000002000,2,1,1
1500000003000,3,2,1
1500000004000,4,2,0
1500000005000,5,2,-1
1500000006000,6,3,1
1500000007000,6,3,1
1500000008000,7,3,1
1500000009000,8,9,-1
1500000010000,9,3,1
1500000500000,10,0,0
1500100000000,10,1,-1
1500100000001,0,2,1
1500200000000,10,0,1
1500200000000,2,4,-1
"""


@dataclass(frozen=True, slots=True)
class Played:
    """A play that is over, and what was seen on the way: people and counts, before and after the cut."""

    play: Play
    report: IntakeReport
    published: int
    half: Look
    end: Look
    half_counts: Look
    end_counts: Look


def real() -> list[str]:
    """Names of the conversations that lie in ../shared."""
    if not SHARED.is_dir():
        return []
    return sorted(
        folder.name
        for folder in SHARED.iterdir()
        if (folder / "comments.csv").is_file() and (folder / "votes.csv").is_file()
    )


def conversation(name: str, folder: Path) -> Conversation:
    """One conversation, as long as it is to be played."""
    if name == ABSENT:
        pytest.skip("../shared is absent or holds no conversation: nothing real can be played")
    if name == WRITTEN:
        written = folder / WRITTEN
        written.mkdir()
        (written / "comments.csv").write_text(COMMENTS, encoding="utf-8")
        (written / "votes.csv").write_text(VOTES, encoding="utf-8")
        return read(written)
    whole = read(SHARED / name)
    if not whole.ballots:
        pytest.skip(f"{name} holds no vote on an accepted comment")
    return whole if FULL or name == WHOLE else whole.first(MOST_BALLOTS)


@pytest.fixture(scope="module", params=[WRITTEN, *(real() or [ABSENT])])
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("conversation")
    source = conversation(request.param, folder)
    cut = source.before_the_last_change()
    with open_play(source, folder) as play:
        report = play.take_in()
        play.publish()
        published = len(play.links())
        play.cast(source.ballots[:cut])
        play.talk()
        half, half_counts = play.look(), play.look_by_lists()
        play.cast(source.ballots[cut:])
        end, end_counts = play.look(), play.look_by_lists()
        yield Played(play, report, published, half, end, half_counts, end_counts)


def source_of(played: Played, look: Look) -> dict[tuple[int, str], Direction]:
    return last_words(played.play.conversation.ballots[: look.seen], played.play.idea_of)


def test_every_accepted_comment_is_an_idea_in_its_own_words(played: Played) -> None:
    play, report = played.play, played.report
    ideas = play.ideas()
    assert report.received == len(play.conversation.comments)
    assert report.accepted == len(ideas)
    assert report.received == report.accepted + report.merged + report.known + report.empty
    assert report.waiting == 0
    assert set(play.idea_of.values()) == set(ideas)
    for comment in play.conversation.comments:
        if comment.id not in play.idea_of:
            assert clean(comment.text) == ""
            continue
        redaction = play.bridge.redactor.redact(clean(comment.text))
        folded = " ".join(redaction.text.casefold().split())
        assert " ".join(ideas[play.idea_of[comment.id]].text.casefold().split()) == folded
        if not redaction.masks:
            assert folded == " ".join(clean(comment.text).casefold().split())


def test_every_idea_has_one_topic_and_no_address_in_it(played: Played) -> None:
    play = played.play
    ideas, links = play.ideas(), play.links()
    assert set(links) == set(ideas)
    assert played.published == len(ideas)
    assert len({link.topic_id for link in links.values()}) == len(links)
    for link in links.values():
        assert link.post_id is not None
        assert not _ADDRESS.search(play.sandbox.post_raw(link.post_id))


def test_publishing_again_would_change_nothing(played: Played) -> None:
    assert played.play.changes_left() == 0


def test_the_ledger_equals_the_source_vote_for_vote(played: Played) -> None:
    play = played.play
    for look in (played.half, played.end):
        source = source_of(played, look)
        votes = [vote for vote in look.votes if vote.method is Method.POLL]
        assert len(votes) == len(source)
        voters = {voter for voter, _ in source}
        assert len({vote.voter for vote in votes}) == len({play.pseudonym(voter) for voter in voters})
        assert len({vote.voter for vote in votes}) == len(voters)
        assert {(vote.voter, vote.idea): vote.direction for vote in votes} == {
            (play.pseudonym(voter), idea): direction for (voter, idea), direction in source.items()
        }


def test_each_vote_has_the_time_at_which_it_was_cast(played: Played) -> None:
    play, look = played.play, played.end
    votes = [vote for vote in look.votes if vote.method is Method.POLL]
    assert all(vote.told and vote.counted for vote in votes)
    assert {(vote.voter, vote.idea): vote.cast for vote in votes} == {
        (play.pseudonym(voter), idea): at.replace(microsecond=at.microsecond // 1000 * 1000)
        for (voter, idea), at in look.cast.items()
    }


def test_changes_of_mind_are_seen(played: Played) -> None:
    """The second look changes exactly those votes that the source has new, or in another direction."""
    before, after = source_of(played, played.half), source_of(played, played.end)
    assert before.keys() <= after.keys()
    changed = sum(1 for key, direction in after.items() if before.get(key) is not direction)
    assert changed > 0
    assert played.end.pulled.votes_changed == changed


def test_plain_lists_give_the_same_counts(played: Played) -> None:
    for look in (played.half_counts, played.end_counts):
        assert (look.pulled.strategy, look.pulled.complete) == ("lists", True)
        source = Counter((idea, direction) for (_, idea), direction in source_of(played, look).items())
        assert {(c.idea, c.direction): c.count for c in look.counts if c.count} == dict(source)
        assert all(count.counted for count in look.counts)
        assert not [vote for vote in look.votes if vote.method is Method.POLL]
    assert played.end.pulled.strategy == "data-explorer"
    assert not played.end.counts


def test_ideas_replies_and_votes_are_counted_apart(played: Played) -> None:
    """A person who votes for an idea, likes it and answers it gives one vote and one reply."""
    play = played.play
    source = source_of(played, played.end)
    replied = {(play.bridge.pseudonyms.of(play.campaign.slug, member), idea) for member, idea in play.replied}
    for look in (played.end, played.end_counts):
        figures = look.numbers
        assert figures.ideas == len(play.ideas())
        assert figures.replies == len(play.replied)
        assert figures.votes == len(source)
        assert len(look.replies) == len(replied)
        assert {(reply.author, reply.document.rsplit("/", 1)[-1]) for reply in look.replies} == replied
        likes = {(vote.voter, vote.idea) for vote in look.votes if vote.method is Method.LIKE}
        assert likes == replied
    assert played.end.numbers.people == len({voter for voter, _ in source})


def test_the_ranking_rests_on_these_votes(played: Played) -> None:
    """Somebody who liked an idea after voting on it is for it now, and still one person."""
    ranking = played.end.ranking
    assert ranking is not None
    said = {(vote.voter, vote.idea, vote.method): vote for vote in played.end.votes}
    later = {
        (voter, idea)
        for (voter, idea, method), like in said.items()
        if method is Method.LIKE and like.cast > said[voter, idea, Method.POLL].cast
    }
    source = Counter(
        (idea, Direction.UP if (played.play.pseudonym(voter), idea) in later else direction)
        for (voter, idea), direction in source_of(played, played.end).items()
    )
    likes = Counter(idea for _, idea in later)
    assert {ranked.idea for ranked in ranking.ideas} == set(played.play.ideas())
    for ranked in ranking.ideas:
        counted = ranked.tally
        assert (counted.up, counted.down, counted.unsure) == tuple(
            source[ranked.idea, way] for way in (Direction.UP, Direction.DOWN, Direction.UNSURE)
        )
        assert counted.basis is (Basis.PEOPLE if counted.voters else Basis.NOTHING)
        assert (counted.likes_only, counted.uncounted) == (likes[ranked.idea], 0)


@pytest.mark.parametrize("played", [WRITTEN], indirect=True)
def test_the_conversation_written_here_holds_every_oddity(played: Played) -> None:
    """What the other tests rest on: merged comments, an empty one, refused ones, changed votes."""
    play, report = played.play, played.report
    assert (report.received, report.empty, report.known, report.accepted) == (9, 1, 2, 6)
    assert play.idea_of[0] == play.idea_of[1]
    assert play.idea_of[3] == play.idea_of[4]
    assert set(play.idea_of) == {0, 1, 2, 3, 4, 5, 6, 10}
    assert report.masked["EMAIL"] == 2
    source = source_of(played, played.end)
    assert source[1, play.idea_of[0]] is Direction.DOWN
    assert source[1, play.idea_of[2]] is Direction.UP
    assert source[0, play.idea_of[10]] is Direction.UP
    assert source_of(played, played.half)[0, play.idea_of[10]] is Direction.UNSURE
    assert len(source) == 9
    assert {voter for voter, _ in source} == {0, 1, 2, 3, 4}
