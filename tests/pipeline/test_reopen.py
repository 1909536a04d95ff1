"""What an author can do with a receipt, from the first minute to the guide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bridge.domain.campaign import Campaign, GuideRule
from bridge.domain.errors import UserProblem
from bridge.domain.idea import Decision, IdeaStatus, Speaker, SubmissionState, Turn
from bridge.domain.receipt import Holds
from bridge.pipeline import moderate, reopen
from bridge.pipeline.rank import rank
from bridge.pipeline.raw import RawIdea
from bridge.pipeline.receive import Doors, receive, support
from bridge.pipeline.release import due_batch, release
from bridge.pipeline.reopen import Case, CaseState, May
from bridge.pipeline.revise import WITHDRAWN_TEXT

FLASK = RawIdea(
    "Keep a flask of tea on every bay, so that nobody drinks it cold at night.", "q1", role="nurse"
)
CUPS = replace(FLASK, text="Hang hooks for cups beside every bed, so that they are not taken away.")
WRONG = "0000-0000-0000-0000-0000"


class Author:
    """Somebody with a receipt, and nothing else."""

    def __init__(self, doors: Doors, campaign: Campaign, now: datetime, raw: RawIdea = FLASK) -> None:
        self.doors, self.campaign, self.now = doors, campaign, now
        self.code = receive(doors, campaign, raw, now).code

    def case(self) -> Case:
        found = reopen.find(self.doors, self.campaign, self.code, self.now)
        assert found is not None
        return found

    def edit(self, raw: RawIdea) -> None:
        reopen.edit(self.doors, self.campaign, self.code, raw, self.now)

    def withdraw(self) -> None:
        reopen.withdraw(self.doors, self.campaign, self.code, self.now)

    def answer(self, words: str) -> None:
        reopen.answer(self.doors, self.campaign, self.code, words, self.now)

    def accepted(self, text: str | None = None) -> None:
        """A moderator accepts what waits."""
        (waiting,) = moderate.waiting(self.doors.store, "kettles")
        moderate.accept(self.doors.store, self.doors.redactor, "kettles", waiting.id, self.now, text=text)

    def published(self) -> None:
        self.accepted()
        self.now += timedelta(days=2)
        release(self.doors.store, self.campaign, self.now)


@pytest.fixture
def author(doors: Doors, kettles: Campaign, noon: datetime) -> Author:
    return Author(doors, kettles, noon)


def test_it_is_followed_from_the_queue_into_the_forum(author: Author) -> None:
    case = author.case()
    assert (case.state, case.text, case.may) == (
        CaseState.WAITING,
        FLASK.text,
        frozenset({May.EDIT, May.WITHDRAW}),
    )
    author.accepted()
    assert author.case().state is CaseState.ACCEPTED
    author.now += timedelta(days=2)
    release(author.doors.store, author.campaign, author.now)
    case = author.case()
    assert (case.state, case.version, case.may) == (
        CaseState.PUBLISHED,
        1,
        frozenset({May.EDIT, May.WITHDRAW}),
    )
    with author.doors.store.begin() as unit:
        assert case.idea in {idea.id for idea in unit.ideas.all("kettles")}


@pytest.mark.parametrize("code", [WRONG, "", "nonsense", "0" * 21])
def test_a_wrong_code_opens_nothing(author: Author, code: str) -> None:
    assert reopen.find(author.doors, author.campaign, code, author.now) is None
    acts: list[Callable[[], None]] = [
        lambda: reopen.edit(author.doors, author.campaign, code, CUPS, author.now),
        lambda: reopen.withdraw(author.doors, author.campaign, code, author.now),
        lambda: reopen.answer(author.doors, author.campaign, code, "yes", author.now),
        lambda: reopen.credit(author.doors, author.campaign, code, "Ann", author.now),
    ]
    for act in acts:
        with pytest.raises(UserProblem, match="nothing under this code"):
            act()


def test_a_code_of_another_campaign_opens_nothing(author: Author) -> None:
    other = replace(author.campaign, slug="teapots")
    assert reopen.find(author.doors, other, author.code, author.now) is None


def test_a_reason_reaches_the_author_who_can_send_it_again_in_other_words(author: Author) -> None:
    (waiting,) = moderate.waiting(author.doors.store, "kettles")
    moderate.return_(
        author.doors.store, author.doors.redactor, "kettles", waiting.id, "unclear: which bay?", author.now
    )
    case = author.case()
    assert case.state is CaseState.RETURNED
    assert case.reason == "We could not tell what is proposed. which bay?"
    author.edit(CUPS)
    assert (author.case().state, author.case().text) == (CaseState.WAITING, CUPS.text)


def test_a_rejected_idea_stays_rejected(author: Author) -> None:
    (waiting,) = moderate.waiting(author.doors.store, "kettles")
    moderate.reject(author.doors.store, author.doors.redactor, "kettles", waiting.id, "harm", author.now)
    assert (author.case().state, author.case().may) == (CaseState.REJECTED, frozenset({May.WITHDRAW}))
    with pytest.raises(UserProblem, match="cannot be changed"):
        author.edit(CUPS)


def test_other_words_take_the_place_of_the_first_before_anybody_accepted_them(author: Author) -> None:
    author.edit(replace(CUPS, text=f"{CUPS.text} Ask Siobhan O'Neill."))
    (waiting,) = moderate.waiting(author.doors.store, "kettles")
    assert "Siobhan" not in waiting.text
    with author.doors.store.begin() as unit:
        counts = unit.submissions.counts("kettles")
    assert (counts[SubmissionState.WAITING], counts[SubmissionState.WITHDRAWN]) == (1, 1)
    with pytest.raises(UserProblem, match="are there already"):
        author.edit(replace(CUPS, text=f"{CUPS.text} Ask Siobhan O'Neill."))


def test_an_edit_of_a_published_idea_is_a_new_version_once_it_was_accepted(author: Author) -> None:
    author.published()
    before = author.case()
    author.edit(CUPS)
    case = author.case()
    assert (case.text, case.edit_waits) == (FLASK.text, True)
    author.edit(replace(CUPS, text=f"{CUPS.text} Two hooks, one for each hand."))
    (waiting,) = moderate.waiting(author.doors.store, "kettles")
    assert waiting.revises == before.idea
    author.accepted()
    case = author.case()
    assert (case.idea, case.version, case.edit_waits) == (before.idea, 2, False)
    assert case.text == f"{CUPS.text} Two hooks, one for each hand."


def test_an_edit_may_come_after_new_ideas_are_asked_for_but_not_after_the_end(author: Author) -> None:
    author.published()
    author.now += timedelta(days=14)
    author.edit(CUPS)
    author.now += timedelta(days=60)
    with pytest.raises(UserProblem, match="cannot be changed now"):
        author.edit(FLASK)


def test_withdrawn_before_publication_it_never_appears(author: Author) -> None:
    author.accepted()
    author.withdraw()
    assert author.case() == Case(CaseState.WITHDRAWN, "")
    with author.doors.store.begin() as unit:
        ideas = unit.ideas.all("kettles")
    assert due_batch(author.campaign, ideas, author.now + timedelta(days=90)).ideas == ()


def test_withdrawn_after_publication_its_words_are_gone_and_have_to_go_from_the_forum(author: Author) -> None:
    author.published()
    idea = author.case().idea
    assert idea is not None
    author.edit(CUPS)
    author.withdraw()
    with author.doors.store.begin() as unit:
        found = unit.ideas.get("kettles", idea)
        last = unit.ideas.log_entries("kettles")[-1]
    assert found is not None
    assert (found.status, found.text) == (IdeaStatus.WITHDRAWN, WITHDRAWN_TEXT)
    assert found.hidden_before == found.version == 2
    assert (last.subject, last.decision) == (idea, Decision.WITHDRAW)
    assert moderate.waiting(author.doors.store, "kettles") == ()
    with pytest.raises(UserProblem, match="withdrawn already"):
        author.withdraw()


def test_an_idea_stays_with_its_author_whatever_others_send_or_support(
    author: Author, doors: Doors, kettles: Campaign
) -> None:
    """Anybody can copy a published text or support it: that must not take the author's rights away."""
    author.published()
    idea = str(author.case().idea)
    support(doors, kettles, idea, author.now)
    copy = Author(doors, kettles, author.now)
    copy.accepted()
    assert (copy.case().state, copy.case().may) == (CaseState.MERGED, frozenset({May.WITHDRAW}))
    assert (copy.case().text, copy.case().role) == (FLASK.text, None)
    author.edit(replace(CUPS, role=None))
    author.accepted()
    assert (author.case().text, copy.case().text) == (CUPS.text, CUPS.text)

    author.withdraw()

    with doors.store.begin() as unit:
        found = unit.ideas.get("kettles", idea)
    assert found is not None
    assert found.status is IdeaStatus.WITHDRAWN
    assert copy.case().state is CaseState.GONE


def test_who_counts_for_an_idea_of_others_takes_no_more_than_that_back(
    author: Author, doors: Doors, kettles: Campaign
) -> None:
    author.published()
    copy = Author(doors, kettles, author.now)
    copy.accepted()
    with pytest.raises(UserProblem, match="cannot be changed"):
        copy.edit(CUPS)

    copy.withdraw()

    assert copy.case().state is CaseState.WITHDRAWN
    assert (author.case().state, author.case().text) == (CaseState.PUBLISHED, FLASK.text)
    ranking = rank(doors.store, kettles, author.now)
    assert [ranked.tally.merges for ranked in ranking.ideas] == [0]


def test_what_others_wrote_shows_once_it_is_public(author: Author, doors: Doors, kettles: Campaign) -> None:
    author.accepted()
    copy = Author(doors, kettles, author.now)
    copy.accepted()
    assert (copy.case().state, copy.case().text, copy.case().idea) == (CaseState.MERGED, "", None)


def test_a_question_is_answered_through_the_receipt(author: Author) -> None:
    with pytest.raises(UserProblem, match="No question waits"):
        author.answer("Yes.")
    (waiting,) = moderate.waiting(author.doors.store, "kettles")
    moderate.ask(
        author.doors.store,
        author.doors.redactor,
        "kettles",
        waiting.id,
        "Which bays, all of them?",
        author.now,
    )
    case = author.case()
    assert (case.state, case.asked) == (CaseState.ASKED, "Which bays, all of them?")
    author.answer("All of them; Siobhan O'Neill has tried it.")
    (waiting,) = moderate.waiting(author.doors.store, "kettles")
    assert waiting.dialogue == (
        Turn(Speaker.MODERATOR, "Which bays, all of them?"),
        Turn(Speaker.AUTHOR, "All of them; [name] has tried it."),
    )
    assert (author.case().state, author.case().answered) == (CaseState.WAITING, True)


def test_a_name_for_the_guide_stands_by_itself(author: Author) -> None:
    author.published()
    with pytest.raises(UserProblem, match="once the guide has appeared"):
        reopen.credit(author.doors, author.campaign, author.code, "Ann Example", author.now)
    author.campaign = replace(author.campaign, guide=GuideRule(published=date(2015, 1, 16)))
    assert May.CREDIT in author.case().may

    reopen.credit(author.doors, author.campaign, author.code, "  Ann  Example ", author.now)

    assert (author.case().credited, May.CREDIT in author.case().may) == (True, False)
    idea = str(author.case().idea)
    with author.doors.store.begin() as unit:
        assert unit.receipts.names("kettles") == ["Ann Example"]
        (receipt,) = unit.receipts.of("kettles", Holds.IDEA, idea)
    assert "Ann" not in repr(receipt)


def test_a_merged_submission_is_followed_to_the_idea_that_took_it(
    author: Author, doors: Doors, kettles: Campaign
) -> None:
    author.published()
    other = Author(doors, kettles, author.now, CUPS)
    (waiting,) = moderate.waiting(doors.store, "kettles")
    moderate.merge(doors.store, "kettles", waiting.id, str(author.case().idea), author.now)
    assert other.case().idea == author.case().idea
    assert other.case().text == FLASK.text
