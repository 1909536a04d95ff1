"""A guide from a real conversation: its comments as ideas, everybody's votes as they were cast.

The conversation lies in ../shared, or is skipped. It is licensed under CC BY 4.0 (see the README there).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bridge.clock import SimulatedClock
from bridge.domain.participation import Method, Vote
from bridge.pipeline.anonymise import anonymise
from bridge.pipeline.raw import RawIdea
from bridge.pipeline.release import release
from bridge.pipeline.verify import verify
from bridge.render.guide.site import build_site
from bridge.settings import Settings
from bridge.text.exported import read_export
from bridge.wiring import Bridge, open_bridge
from tests.e2e.polis import QUESTION, Conversation, campaign_for, read
from tests.guide.conftest import gathered, site_of, take_in, written

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "polis" / "bg2050-volunteers"


@pytest.fixture(scope="module")
def conversation() -> Conversation:
    """The real conversation."""
    if SHARED.is_dir():
        return read(SHARED)
    pytest.skip(f"there is no real conversation in {SHARED}")


@pytest.fixture(scope="module")
def opened(conversation: Conversation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bridge]:
    """A bridge with all of it in its store."""
    folder = tmp_path_factory.mktemp("polis")
    campaign = campaign_for(conversation)
    clock = SimulatedClock(conversation.ballots[0].at - timedelta(days=1))
    settings = Settings(database_url=f"sqlite:///{folder}/bridge.sqlite3", ner="off")
    bridge = open_bridge(settings, forum=False, clock=clock)
    raw = {comment.id: RawIdea(comment.text, QUESTION) for comment in conversation.comments}
    take_in(bridge, campaign, list(raw.values()))
    release(bridge.store, campaign, clock.now() + timedelta(days=1))
    public = {number: anonymise(idea, bridge.redactor, bridge.title_of).text for number, idea in raw.items()}
    with bridge.store.begin() as unit:
        idea_of = {number: unit.ideas.id_of(campaign.slug, QUESTION, text) for number, text in public.items()}
    votes: dict[str, dict[int, Vote]] = {}
    for ballot in conversation.ballots:
        idea = idea_of.get(ballot.comment)
        if idea is not None:
            voter = f"{ballot.voter:032x}"
            vote = Vote(idea, voter, Method.POLL, ballot.direction, ballot.at, told=True)
            votes.setdefault(idea, {})[ballot.voter] = vote
    clock.move_to(conversation.ballots[-1].at + timedelta(days=1))
    with bridge.store.begin() as unit:
        for idea, given in votes.items():
            unit.ledger.replace_votes(
                campaign.slug, idea, list(given.values()), methods=frozenset({Method.POLL}), at=clock.now()
            )
    yield bridge
    bridge.close()


def test_a_guide_of_a_real_conversation(conversation: Conversation, opened: Bridge, tmp_path: Path) -> None:
    campaign = campaign_for(conversation)
    guide = gathered(opened, campaign)
    files = dict(build_site(site_of(opened, campaign, guide)))

    data = json.loads(files["data/ideas.json"])
    assert len(data["ideas"]) == len({comment.text for comment in conversation.comments})
    assert data["figures"]["people"] == len({ballot.voter for ballot in conversation.ballots})
    # This conversation has two sides, and the guide says of each idea what both think of it.
    scored = next(idea for idea in data["ideas"] if idea["across"] is not None)
    assert "support on one side and" in files[f"ideas/{scored['id']}.html"].decode()
    written(tmp_path, iter(files.items()))
    verdict = verify(read_export(tmp_path / "data" / "ranking.json"))
    assert verdict.same, verdict.differences


def test_rejected_comments_of_it_are_nowhere(opened: Bridge, conversation: Conversation) -> None:
    with (SHARED / "comments.csv").open(newline="", encoding="utf-8") as file:
        rejected = [row["text"] for row in csv.DictReader(file) if row["moderated"] == "-1"]
    campaign = campaign_for(conversation)
    files = dict(build_site(site_of(opened, campaign, gathered(opened, campaign))))
    whole = b"\n".join(content for name, content in files.items() if not name.endswith(".png")).decode()

    accepted = {comment.text for comment in conversation.comments}
    assert rejected
    assert [text for text in rejected if text not in accepted and text in whole] == []
