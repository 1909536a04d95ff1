"""Moderators decide where they are: topics in a category of their own, and replies there that decide."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bridge.domain.campaign import Anonymity, Campaign, Placement
from bridge.domain.document import Facet, Link
from bridge.domain.errors import Interrupted
from bridge.domain.idea import Idea, Submission, SubmissionState
from bridge.domain.identity import Key, Kind, review_scope, split_marker
from bridge.domain.observation import ObservedPost
from bridge.pipeline import moderate, reopen
from bridge.pipeline.raw import RawIdea
from bridge.pipeline.receive import Doors, receive
from bridge.pipeline.review import Reviewed, in_any_order
from bridge.pipeline.synchronise import Synchronised, synchronise
from bridge.ports import UnitOfWork
from bridge.sandbox import Member
from bridge.sandbox.refusals import SandboxRefusal
from bridge.settings import Settings
from bridge.sync.lease import hold
from bridge.wiring import Bridge, open_bridge
from tests.e2e.staging import Town, open_town

SCOPE = review_scope("kettles")
PLAIN = "Keep the kettle on the ward instead of three doors down the corridor from it."
NAMED = "Ask Siobhan Fitzgerald to fill the urn before the first round, and not after the last one."
ACCEPT = "accept this idea as it stands"
OTHER = "Let the porters have a key to the kitchen, so that tea can be had at night as well."


@pytest.fixture
def campaign(kettles: Campaign) -> Campaign:
    return replace(kettles, anonymity=Anonymity(batch_size=1, longest_wait=timedelta(hours=1), least=1))


@pytest.fixture
def town(campaign: Campaign) -> Iterator[Town]:
    with open_town(campaign.phases[0].opens + timedelta(days=2, hours=12)) as found:
        yield found


@pytest.fixture
def bridge(town: Town, tmp_path: Path) -> Iterator[Bridge]:
    with town.desk(tmp_path) as found:
        yield found


@dataclass
class Room:
    """The review of one campaign: what came in, the topics of it, and moderators who reply there."""

    town: Town
    bridge: Bridge
    campaign: Campaign

    def comes(self, text: str = PLAIN, question: str = "q1") -> str:
        """Somebody sends in an idea; gives the id of the submission."""
        before = {found.id for found in self.waiting()}
        receive(self.bridge.doors, self.campaign, RawIdea(text, question, source="form"), self.now)
        (new,) = {found.id for found in self.waiting()} - before
        return new

    @property
    def now(self) -> datetime:
        return self.bridge.clock.now()

    def waiting(self) -> tuple[Submission, ...]:
        return tuple(moderate.waiting(self.bridge.store, "kettles"))

    def submission(self, name: str) -> Submission:
        with self.bridge.store.begin() as unit:
            found = unit.submissions.get("kettles", name)
        assert found is not None
        return found

    def ideas(self) -> list[Idea]:
        with self.bridge.store.begin() as unit:
            return list(unit.ideas.all("kettles"))

    def sync(
        self, campaign: Campaign | None = None, stop: Callable[[], bool] = lambda: False
    ) -> Synchronised:
        chosen = campaign or self.campaign
        with hold(self.bridge.store, self.bridge.clock, "kettles", "test") as lease:
            return synchronise(
                self.bridge.desk, self.bridge.pseudonyms, chosen, lease, doors=self.bridge.doors, stop=stop
            )

    def reviewed(self, campaign: Campaign | None = None) -> Reviewed:
        done = self.sync(campaign).reviewed
        assert done is not None
        return done

    def link(self, name: str, kind: Kind = Kind.REVIEW) -> Link:
        with self.bridge.store.begin() as unit:
            link = unit.links.get(Key(SCOPE, kind, name))
        assert link is not None
        return link

    def topic(self, name: str) -> int:
        topic = self.link(name).topic_id
        assert topic is not None
        return topic

    def body(self, name: str) -> str:
        return split_marker(self.town.topic(self.topic(name))["raw"])[0]

    def moderator(self, name: str = "wise_owl") -> Member:
        return self.town.member(name, trust_level=4, moderator=True)

    def replies(self, name: str, words: str, by: str = "wise_owl") -> int:
        return self.moderator(by).reply(self.topic(name), words)

    def answers(self, name: str) -> list[str]:
        """What the bridge replied in a topic, oldest first."""
        site = self.town.sandbox.site
        with site.lock:
            raws = site.column(
                "SELECT raw FROM posts JOIN users ON users.id = user_id WHERE topic_id = ? AND "
                "post_number > 1 AND post_type = 1 AND username = ? AND deleted_at IS NULL ORDER BY posts.id",
                self.topic(name),
                self.town.keys.bridge_username,
            )
        return [split_marker(raw)[0] for raw in raws]

    def standing(self, name: str) -> list[str]:
        """What people replied in a topic and still stands."""
        site = self.town.sandbox.site
        with site.lock:
            return list(
                site.column(
                    "SELECT raw FROM posts JOIN users ON users.id = user_id WHERE topic_id = ? AND "
                    "post_number > 1 AND post_type = 1 AND username <> ? AND deleted_at IS NULL",
                    self.topic(name),
                    self.town.keys.bridge_username,
                )
            )


@pytest.fixture
def room(town: Town, bridge: Bridge, campaign: Campaign) -> Room:
    return Room(town, bridge, campaign)


def settled(room: Room) -> None:
    """Another sync has nothing to do any more."""
    again = room.sync()
    assert again.plan.operations == ()
    assert again.reviewed is None or (again.reviewed.plan and again.reviewed.plan.operations == ())


def test_nothing_to_review_costs_nothing(room: Room) -> None:
    assert room.sync().reviewed is None
    with room.town.sandbox.site.lock:
        assert room.town.sandbox.site.column("SELECT slug FROM categories WHERE slug LIKE 'review%'") == []


def test_what_waits_stands_in_a_category_that_only_reviewers_see(room: Room) -> None:
    names = sorted([room.comes(PLAIN), room.comes(NAMED, "q1"), room.comes(OTHER)])

    done = room.reviewed()

    assert done.problem == ""
    assert [room.topic(name) for name in names] == sorted(room.topic(name) for name in names)
    for name in names:
        topic = room.town.topic(room.topic(name))
        assert topic["title"] == f"An idea for question 1 ({name[:8]})"
        assert topic["created_at"].startswith("2015-01-14T00:00:00")
        assert room.submission(name).text.split(".")[0][:20] in room.body(name).replace("\\", "")
        with pytest.raises(SandboxRefusal, match="404"):
            room.town.member("heron").read(topic["id"])
    site = room.town.sandbox.site
    with site.lock:
        category = site.one("SELECT * FROM categories WHERE slug = 'review-kettles'")
        assert category is not None
        groups = site.all(
            "SELECT name, permission_type FROM category_groups JOIN groups ON groups.id = group_id "
            "WHERE category_id = ?",
            category["id"],
        )
    assert {(row["name"], row["permission_type"]) for row in groups} == {("staff", 1), ("ideabridge", 1)}
    settled(room)


def test_a_topic_says_all_that_a_decision_needs_and_no_word_that_was_masked(room: Room) -> None:
    name = room.comes(NAMED)
    room.sync()

    body = room.body(name)

    assert "Siobhan" not in body
    assert "Fitzgerald" not in body
    assert "Ask \\[name\\] to fill the urn" in body
    assert "What keeps tea cold?" in body
    for command in ("`accept this idea as", "`return this idea:`", "`ask the author:`", "`personal-data`"):
        assert command in body


def test_accept(room: Room) -> None:
    name = room.comes()
    room.sync()
    room.replies(name, "**Accept** this idea, please.")

    done = room.sync()

    assert room.submission(name).state is SubmissionState.ACCEPTED
    assert [idea.text for idea in room.ideas()] == [PLAIN]
    assert room.answers(name) == ["**Accepted.** It appears with one of the next batches."]
    assert done.applied is not None
    # Accepted and due: it goes out in the same run.
    assert Key("kettles", Kind.IDEA, room.ideas()[0].id) in done.applied.created
    settled(room)


def test_after_a_decision_the_topic_says_only_what_was_decided(room: Room) -> None:
    name = room.comes()
    room.sync()
    room.replies(name, ACCEPT)
    room.sync()

    topic = room.town.topic(room.topic(name))

    assert room.body(name) == "Decided: this was **accepted**. What it said is not kept here."
    assert (topic["closed"], topic["visible"]) == (1, 0)
    site = room.town.sandbox.site
    with site.lock:
        hidden = site.column("SELECT hidden FROM post_revisions WHERE post_id = ?", room.link(name).post_id)
        texts = site.column("SELECT raw FROM posts WHERE topic_id = ?", topic["id"])
    assert hidden
    assert all(hidden)
    (idea,) = room.ideas()
    for text in (*texts, topic["title"]):
        assert idea.id not in text
        assert "kettle on the ward" not in text


def test_accept_with_other_words(room: Room) -> None:
    name = room.comes()
    room.sync()
    text = "Keep a kettle on every ward.\n\nIt costs less than the walk."
    room.replies(name, f"accept\n\ntitle: A kettle for every ward\ntext:\n{text}")
    room.replies(name, "Well put, colleague.")

    room.sync()

    (idea,) = room.ideas()
    assert (idea.title, idea.text) == ("A kettle for every ward", text)
    # The reply with the words is taken away, talk stays.
    assert room.standing(name) == ["Well put, colleague."]
    settled(room)


def test_where_the_forum_allows_it_nothing_is_left_even_for_staff(room: Room) -> None:
    site = room.town.sandbox.site
    site.change_limits(can_permanently_delete=True)
    name = room.comes()
    room.sync()
    room.replies(name, "accept this idea\nKeep kettles on every ward, with a tap beside them.")
    room.replies(name, "accept this idea\n\ntext: Keep kettles on every ward.")
    room.replies(name, "Glad that this came in, colleagues.")
    room.sync()

    with site.lock:
        posts = site.column("SELECT raw FROM posts WHERE topic_id = ?", room.topic(name))
        versions = site.value(
            "SELECT count(*) FROM post_revisions WHERE post_id = ?", room.link(name).post_id
        )
    assert versions == 0
    assert [raw for raw in posts if "every ward" in raw] == []
    assert room.standing(name) == ["Glad that this came in, colleagues."]
    settled(room)


@pytest.mark.parametrize(
    ("words", "state", "answer"),
    [
        ("Return this idea: no-idea", SubmissionState.RETURNED, "**Returned.**"),
        ("Reject this idea - advert", SubmissionState.REJECTED, "**Rejected.**"),
    ],
)
def test_return_and_reject(room: Room, words: str, state: SubmissionState, answer: str) -> None:
    name = room.comes()
    room.sync()
    room.replies(name, words)
    room.sync()

    assert room.submission(name).state is state
    assert room.answers(name)[0].startswith(answer)
    assert f"**{state}**" in room.body(name)
    settled(room)


def test_a_question_reaches_the_author_and_shows_in_the_topic(room: Room) -> None:
    name = room.comes()
    room.sync()
    room.replies(name, "Ask: who would fill it?")
    room.sync()

    assert room.submission(name).asked == "who would fill it?"
    assert room.answers(name)[0].startswith("**Asked.**")
    assert "**We asked:** who would fill it?" in room.body(name)
    settled(room)


def test_the_authors_answer_shows_and_a_withdrawal_closes(room: Room) -> None:
    code = receive(room.bridge.doors, room.campaign, RawIdea(PLAIN, "q1", source="form"), room.now).code
    (found,) = room.waiting()
    room.sync()
    room.replies(found.id, "ask the author: who would fill it?")
    room.sync()
    reopen.answer(room.bridge.doors, room.campaign, code, "The first one in does.", room.now)
    room.sync()
    assert "- **The author:** The first one in does." in room.body(found.id)

    reopen.withdraw(room.bridge.doors, room.campaign, code, room.now)
    room.sync()
    assert room.body(found.id) == "Decided: its author has **withdrawn** this. What it said is not kept here."
    room.replies(found.id, "accept this idea all the same")
    room.comes(OTHER)
    room.sync()
    assert room.answers(found.id)[-1] == "Its author has withdrawn this; nothing is left to decide."
    assert room.ideas() == []


def test_merge_by_link_and_by_id(room: Room) -> None:
    first = room.comes(OTHER)
    room.sync()
    room.replies(first, ACCEPT)
    room.sync()
    (idea,) = room.ideas()
    with room.bridge.store.begin() as unit:
        link = unit.links.get(Key("kettles", Kind.IDEA, idea.id))
    assert link is not None
    by_link, by_id = room.comes(PLAIN), room.comes(NAMED)
    room.sync()

    room.replies(by_link, f"Merge into {room.town.sandbox.base_url}/t/some-words/{link.topic_id}/1")
    room.replies(by_id, f"merge this idea with {idea.id}")
    room.sync()

    for name in (by_link, by_id):
        assert room.submission(name).state is SubmissionState.MERGED
        assert room.standing(name) == []
        assert idea.id not in "".join(room.answers(name)) + room.body(name)
    settled(room)


def test_a_link_that_leads_to_no_idea_is_refused_with_a_way_out(room: Room) -> None:
    name = room.comes()
    room.sync()
    room.replies(name, "merge: https://forum.example/t/something/999999")
    room.sync()

    assert room.submission(name).state is SubmissionState.WAITING
    assert room.answers(name)[0].startswith("**Not done.** This link leads to no idea of the campaign.")


def test_who_may_know_the_author_decides_no_more(room: Room) -> None:
    name = room.comes()
    room.sync()
    room.replies(name, "I think I know who this is.", by="wise_owl")
    room.sync()
    room.replies(name, ACCEPT, by="wise_owl")
    room.sync()

    assert room.submission(name).state is SubmissionState.WAITING
    handed, refused = room.answers(name)
    assert handed.startswith("**Handed on.**")
    assert refused.startswith("**Not done.** You have handed submission")
    room.replies(name, ACCEPT, by="calm_heron")
    room.sync()
    assert room.submission(name).state is SubmissionState.ACCEPTED
    settled(room)


def test_the_order_of_replies_is_not_that_of_decisions() -> None:
    """The log would tell which of the topics became which idea."""
    at = datetime(2015, 1, 14, 12, tzinfo=UTC)
    posts = [ObservedPost(number, number % 4, 2, 7, False, ACCEPT, 1, at, 0, 0) for number in range(12)]
    orders = {tuple(post.topic_id for post in in_any_order(posts, random.Random(seed))) for seed in range(40)}
    assert len(orders) > 10
    for seed in range(5):
        found = in_any_order(posts, random.Random(seed))
        for topic in range(4):
            within = [post.post_id for post in found if post.topic_id == topic]
            assert within == sorted(within)
            assert len(within) == 3


def test_unmasking_needs_two_people(room: Room) -> None:
    name = room.comes(NAMED)
    room.sync()
    text = "Ask Siobhan Fitzgerald to fill the urn before the first round, and not after the last one."
    room.replies(name, f"accept\ntext: {text}", by="wise_owl")
    room.sync()

    assert room.submission(name).state is SubmissionState.WAITING
    assert "a second person has to accept it as well" in room.answers(name)[-1]
    assert "## Two people have to agree" in room.body(name)
    room.replies(name, ACCEPT, by="wise_owl")
    room.sync()
    assert room.submission(name).state is SubmissionState.WAITING
    assert room.answers(name)[-1].startswith("**Not done.** You have agreed to submission")

    room.replies(name, ACCEPT, by="calm_heron")
    room.sync()
    assert [idea.text for idea in room.ideas()] == [text]
    assert room.standing(name) == [ACCEPT, ACCEPT]
    settled(room)


def test_a_yes_counts_for_the_words_that_its_topic_shows(room: Room) -> None:
    """Whoever replied has read the topic, not what another moderator has made of it elsewhere since."""
    name = room.comes(NAMED)
    room.sync()
    unmasked = "Ask Siobhan Fitzgerald of ward 7 to fill the urn before the first round."
    by = room.bridge.pseudonyms.of_moderator("kettles", "shell:somebody")
    moderate.accept(room.bridge.store, room.bridge.redactor, "kettles", name, room.now, by=by, text=unmasked)

    room.replies(name, ACCEPT)
    room.sync()

    assert room.answers(name)[-1].startswith("**Not done.** Another moderator has changed the words")
    assert room.ideas() == []
    assert unmasked in room.body(name)
    room.replies(name, ACCEPT)
    room.sync()
    assert [idea.text for idea in room.ideas()] == [unmasked]


def test_talk_is_left_alone_and_what_is_nearly_a_command_is_not_carried_out(room: Room) -> None:
    name = room.comes()
    room.sync()
    room.replies(name, "What do the others think of this one?")
    room.replies(name, "Accept this only if the ward does not matter.")
    room.replies(name, "Reject it I would say.")
    room.replies(name, "help me with this idea")
    room.sync()

    assert room.submission(name).state is SubmissionState.WAITING
    accept, reject, helped = room.answers(name)
    assert accept.startswith("I have **not** accepted this")
    assert reject.startswith("I have done **nothing**: write `reject this idea:`")
    assert "`personal-data`: Somebody could be recognised" in helped
    settled(room)


def test_each_command_is_answered_once(room: Room) -> None:
    name = room.comes()
    room.sync()
    room.replies(name, "ask: and who cleans it?")
    for _ in range(3):
        room.sync()
    room.replies(name, "ask: who pays for it?")
    for _ in range(3):
        room.sync()

    assert len(room.answers(name)) == 2
    assert [turn.text for turn in room.submission(name).dialogue] == [
        "and who cleans it?",
        "who pays for it?",
    ]


def test_two_moderators_at_once(room: Room) -> None:
    """The first reply decides; the second is told what was decided."""
    name = room.comes()
    room.sync()
    room.replies(name, "return it: no-idea, sadly", by="wise_owl")
    room.replies(name, ACCEPT, by="calm_heron")
    room.sync()

    assert room.submission(name).state is SubmissionState.RETURNED
    assert [answer.partition(" ")[0] for answer in room.answers(name)] == ["**Returned.**", "**Returned.**"]


def test_a_decision_at_the_command_line_closes_the_topic(room: Room) -> None:
    name = room.comes()
    room.sync()
    moderate.reject(room.bridge.store, room.bridge.redactor, "kettles", name, "advert", room.now, by="shell")
    room.sync()

    assert "**rejected**" in room.body(name)
    assert room.answers(name) == []
    settled(room)


def test_what_waits_again_opens_its_topic_again(room: Room) -> None:
    name = room.comes()
    room.sync()
    found = room.submission(name)
    room.replies(name, "return this idea: no-idea")
    room.sync()
    with room.bridge.store.begin() as unit:
        unit.submissions.replace(found)
    room.sync()
    topic = room.town.topic(room.topic(name))
    assert (topic["closed"], topic["visible"]) == (0, 1)
    assert "kettle on the ward" in topic["raw"]

    room.replies(name, ACCEPT, by="calm_heron")
    room.sync()
    assert "**accepted**" in room.body(name)
    with room.town.sandbox.site.lock:
        hidden = room.town.sandbox.site.column(
            "SELECT hidden FROM post_revisions WHERE post_id = ?", room.link(name).post_id
        )
    assert len(hidden) == 3
    assert all(hidden)
    settled(room)


def test_a_text_that_a_moderator_edited_in_the_topic_does_not_stay(room: Room) -> None:
    name = room.comes()
    room.sync()
    link = room.link(name)
    assert link.post_id is not None
    raw = room.town.sandbox.post_raw(link.post_id)
    room.moderator().edit(link.post_id, f"Seen by me, looks fine.\n\n{raw}")
    room.replies(name, ACCEPT)
    room.sync()

    assert room.body(name) == "Decided: this was **accepted**. What it said is not kept here."


def test_a_topic_that_a_moderator_removed_stays_away(room: Room) -> None:
    name = room.comes()
    room.sync()
    room.moderator().delete_topic(room.topic(name))
    room.sync()
    settled(room)
    moderate.reject(room.bridge.store, room.bridge.redactor, "kettles", name, "advert", room.now, by="shell")
    settled(room)


def test_the_review_can_be_switched_off(room: Room) -> None:
    off = replace(room.campaign, placement=Placement(review=False))
    name = room.comes()
    assert room.sync(off).reviewed is None
    room.sync()
    room.sync(off)

    assert room.body(name) == "This is no longer reviewed here."
    assert room.sync(off).reviewed is None
    assert room.submission(name).state is SubmissionState.WAITING


def test_a_category_that_was_opened_to_everybody_gets_no_more_texts(room: Room) -> None:
    room.comes(PLAIN)
    room.sync()
    category = room.link("category", Kind.CATEGORY).category_id
    assert category is not None
    with room.town.sandbox.site.transaction():
        room.town.sandbox.site.run("DELETE FROM category_groups WHERE category_id = ?", category)
        room.town.sandbox.site.update("categories", category, read_restricted=0)
    room.comes(OTHER)

    done = room.reviewed()

    assert done.problem.startswith("The category for the review is open to everybody")
    assert len(room.town.topics("<!-- ib:kettles--review/review/")) == 1


def test_a_run_that_was_stopped_anywhere_is_simply_run_again(room: Room) -> None:
    """Stopped before each operation in turn, every command is carried out and answered once."""
    names = [room.comes(PLAIN), room.comes(OTHER)]
    room.sync()
    room.replies(names[0], "accept\ntitle: A kettle for every ward")
    room.replies(names[1], "ask: who would have the key?")

    for step in range(40):
        left = iter([False] * step)
        try:
            room.sync(stop=lambda: next(left, True))  # noqa: B023 - used within this turn only
        except Interrupted:
            continue
    room.sync()

    assert [idea.title for idea in room.ideas()] == ["A kettle for every ward"]
    assert len(room.submission(names[1]).dialogue) == 1
    assert [len(room.answers(name)) for name in names] == [1, 1]
    assert "**accepted**" in room.body(names[0])
    settled(room)


@pytest.mark.parametrize(
    "words",
    [ACCEPT, "return: no-idea, sadly", "ask the author: who fills it?", "I think I know who this is."],
)
def test_a_run_that_was_killed_at_any_commit_is_simply_run_again(
    room: Room, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    """Killed after the first commit, the second, and so on, until a run gets through."""
    name = room.comes()
    room.sync()
    room.replies(name, words)
    original = room.bridge.store.begin

    class Killed(BaseException):
        pass

    for step in range(1, 200):
        left = iter(range(step))

        @contextmanager
        def dying(left: Iterator[int] = left) -> Iterator[UnitOfWork]:
            if next(left, None) is None:
                raise Killed
            with original() as unit:
                yield unit

        try:
            with monkeypatch.context() as patch:
                patch.setattr(room.bridge.store, "begin", dying)
                room.sync()
        except Killed:
            continue
        break
    room.sync()

    assert len(room.answers(name)) == 1
    assert len(room.submission(name).dialogue) == ("ask" in words)
    assert len(room.submission(name).known_to) == ("know" in words)
    assert len(room.ideas()) == (words == ACCEPT)
    settled(room)


def test_the_database_keeps_no_text_of_a_topic(room: Room, tmp_path: Path) -> None:
    """Submissions are sealed; the engine must not keep beside that what it shows of them in the forum."""
    name = room.comes()
    room.sync()
    room.replies(name, "ask: who would carry the lantern?")
    room.sync()
    room.sync()

    dump = "\n".join(sqlite3.connect(tmp_path / "bridge.sqlite3").iterdump())
    assert room.link(name).base[Facet.BODY] != room.body(name)
    for words in ("three doors down", "carry the lantern", "wise_owl", "heron"):
        assert words not in dump


@pytest.mark.parametrize(("query", "most"), [(True, 1), (False, 2)])
def test_a_quiet_review_costs_one_or_two_requests(room: Room, query: bool, most: int) -> None:
    room.comes()
    room.sync()
    if query:
        room.bridge.forum.provision_query()
    for _ in range(3):
        room.sync()

    def cost(doors: Doors | None) -> int:
        before = room.bridge.forum.requests
        with hold(room.bridge.store, room.bridge.clock, "kettles", "test") as lease:
            done = synchronise(room.bridge.desk, room.bridge.pseudonyms, room.campaign, lease, doors=doors)
        assert done.plan.operations == ()
        return room.bridge.forum.requests - before

    assert cost(room.bridge.doors) - cost(None) == most


def test_without_the_right_to_make_the_category_all_else_goes_on(room: Room, tmp_path: Path) -> None:
    """Told once a day in plain words; moderators decide at the command line meanwhile."""
    room.sync()
    keys = room.town.keys
    settings = Settings(
        forum_url=room.town.sandbox.base_url,
        api_key=SecretStr(keys.bridge),
        api_username=keys.bridge_username,
        database_url=f"sqlite:///{tmp_path}/bridge.sqlite3",
        requests_per_minute=6000,
    )
    with closing(open_bridge(settings, clock=room.town.clock)) as bridge:
        poor = Room(room.town, bridge, room.campaign)
        name = poor.comes()
        done = poor.sync()

        assert done.reviewed is not None
        assert "Only an admin's key may do this" in done.reviewed.problem
        assert done.applied is not None
        assert poor.sync().reviewed is None
        moderate.accept(bridge.store, bridge.redactor, "kettles", name, poor.now, by="shell")
        created = poor.sync().applied
        assert created is not None
        assert [key.kind for key in created.created] == [Kind.IDEA]
        poor.comes(OTHER)
        assert room.town.clock is not None
        room.town.clock.move_to(poor.now + timedelta(days=1, minutes=1))
        again = poor.sync().reviewed
        assert again is not None
        assert again.problem
