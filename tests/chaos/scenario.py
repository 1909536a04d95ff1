"""What is published while things go wrong: 60 ideas, then ten edits and a notice, then a digest.

Each act is one run of the bridge over a forum and a store that stand ready for it. Between acts time passes,
members of the forum take part, and the campaign's file and ideas change.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bridge.declare.loader import load
from bridge.domain.idea import Idea
from bridge.examples import example_ideas
from bridge.pipeline.intake import submit
from bridge.pipeline.raw import RawIdea
from bridge.sandbox.server import Sandbox
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore
from bridge.text.redactor import RuleRedactor
from bridge.text.similarity import NearDuplicates
from bridge.text.titles import derive_title
from tests.same_names import fix_names

IDEAS = 60
EDITED = 10
CONCEALED = 2
"""Of the edits, so many take words out that must not be seen in earlier versions either."""
SLUG = "night-round"

_CAMPAIGN = """\
slug: night-round
title: The night round
summary: What would make nights on the ward quieter and safer?
purpose: Nights are long. You know what keeps people awake, and what would let them rest.
timezone: UTC
starts: 2015-01-12
ends: 2015-02-20
lenses:
  - id: means
    title: Means
    tags:
      - {tag: means-time, title: Time, definition: It takes time., source: The campaign team}
      - {tag: means-money, title: Money, definition: It takes money., source: The campaign team}
phases:
  - id: collect
    title: Collect
    from: 2015-01-12
    to: END
    rights: [idea, reply, vote]
questions:
  - id: q1
    title: What wakes people up at night?
    text: Think of the last night that you spent on a ward.
    tag: round-wakes
    framing:
      problem: Nobody can get well without sleep.
      affected: Patients, and those who sit with them.
      good_answer: One noise, and one way to stop it.
      owner: The night matrons
  - id: q2
    title: What could we stop doing after midnight?
    text: Some things are done at night only because they always were.
    tag: round-stop
    framing:
      problem: A form that was made for the day is filled in at night as well.
      affected: Patients who are woken for it, and nurses who wake them.
      good_answer: One thing that can wait until breakfast.
      owner: The night matrons
anonymity:
  batch_size: 3
  longest_wait_hours: 24
"""


@dataclass(frozen=True, slots=True)
class Act:
    """One run of the bridge.

    `prepare` brings forum and store from the end of the act before to where this one begins. `meanwhile`, if
    any, is what the campaign does to its ideas between a run that broke off and the next one.
    """

    name: str
    now: datetime
    end: str
    prepare: Callable[[Sandbox, Path], None]
    meanwhile: Callable[[Path], None] | None = None

    def campaign(self, folder: Path) -> Path:
        """Write the campaign file as it stands in this act; returns its path."""
        path = folder / "campaign.yaml"
        path.write_text(_CAMPAIGN.replace("END", self.end), encoding="utf-8")
        return path


def database(folder: Path) -> str:
    """The address of the bridge's database in a folder."""
    return f"sqlite:///{folder / 'bridge.sqlite3'}"


def open_store(folder: Path) -> SqlStore:
    """The bridge's store in a folder, with the keys beside it."""
    return SqlStore(database(folder), FileKeyRing(folder / "bridge.keys.json"))


def _accept_ideas(_: Sandbox, folder: Path) -> None:
    """Sixty ideas that a person has accepted, and nothing on the forum yet."""
    campaign = load(ACTS[0].campaign(folder))
    with example_ideas().open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)][:IDEAS]
    raw = [
        RawIdea(text=text, question=("q1", "q2")[number % 2], lenses=("means-time",) if number % 3 else ())
        for number, text in enumerate(texts)
    ]
    store = open_store(folder)
    store.upgrade()
    fix_names(folder / "bridge.keys.json", campaign.slug)
    keys = FileKeyRing(folder / "bridge.keys.json")
    report = submit(
        store,
        RuleRedactor(),
        NearDuplicates(),
        campaign,
        raw,
        ACTS[0].now,
        title_of=derive_title,
        pseudonyms=keys,
        reviewed=True,
    )
    store.close()
    assert report.accepted == IDEAS, report


def _take_part(sandbox: Sandbox, folder: Path) -> None:
    """Members vote, like and reply; then ten texts, three titles and three tag sets change."""
    _crowd(sandbox, folder, range(8))
    _edit(folder, "first")


def _take_part_again(sandbox: Sandbox, folder: Path) -> None:
    _crowd(sandbox, folder, range(8, 14))


def _crowd(sandbox: Sandbox, folder: Path, people: range) -> None:
    store = open_store(folder)
    with store.begin() as unit:
        links = {link.key.name: link for link in unit.links.all(SLUG)}
        ideas = [idea.id for idea in unit.ideas.all(SLUG)]
    store.close()
    for person in people:
        name = f"member_{person}"
        try:
            member = sandbox.member(name)
        except LookupError:
            member = sandbox.create_user(name, trust_level=2)
        for idea in ideas[person :: 7 + person % 3]:
            link = links[idea]
            assert link.post_id is not None
            assert link.topic_id is not None
            member.vote(link.post_id, ("For", "Against", "Not sure")[person % 3], poll_name="vote")
            if person % 2:
                member.like(link.post_id)
            if person % 4 == 0:
                member.reply(link.topic_id, f"We tried {idea} on our ward, said number {person} of us.")


def _edit(folder: Path, word: str) -> None:
    store = open_store(folder)
    with store.begin() as unit:
        for number, idea in enumerate(edited(list(unit.ideas.all(SLUG)))):
            changed = replace(
                idea,
                text=f"{idea.text}\n\nAfter the {word} talk with the night staff this was made clearer.",
            )
            if number < 3:
                changed = replace(changed, title=f"{idea.title.partition(' (')[0]} ({word} words)")
            if 2 <= number < 5:
                changed = replace(
                    changed, lenses=("means-money",) if word == "first" else ("means-time", "means-money")
                )
            if number >= EDITED - CONCEALED:
                changed = replace(changed, hidden_before=idea.version + 1)
            unit.ideas.put(changed)
    store.close()


def edited(ideas: list[Idea]) -> list[Idea]:
    """The ideas whose words change, some with replies and some without."""
    return ideas[:: len(ideas) // EDITED][:EDITED]


def _move_on(folder: Path) -> None:
    _edit(folder, "second")


ACTS = (
    Act("publish", datetime(2015, 1, 14, 12, 0, tzinfo=UTC), "2015-01-30", _accept_ideas),
    Act("edit", datetime(2015, 1, 16, 12, 0, tzinfo=UTC), "2015-02-06", _take_part),
    Act("digest", datetime(2015, 1, 19, 10, 0, tzinfo=UTC), "2015-02-06", _take_part_again),
)
"""The story in order. The end of the phase is moved before the second act, which gives the notice."""

MOVED_ON = replace(ACTS[1], name="edit, then again", meanwhile=_move_on)
"""The second act, with texts that change once more before the run is repeated."""
