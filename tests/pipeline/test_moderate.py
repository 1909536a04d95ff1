"""A person's decisions on submissions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from bridge.domain.errors import UserProblem
from bridge.domain.idea import Decision, Experience, Idea, SubmissionState
from bridge.pipeline import moderate
from bridge.pipeline.intake import IntakeReport
from bridge.pipeline.raw import RawIdea
from bridge.pipeline.unseal import unseal
from bridge.store.unit_of_work import SqlStore
from bridge.text.redactor import RuleRedactor

REDACTOR = RuleRedactor()


def made(outcome: moderate.Outcome) -> Idea:
    assert outcome.idea is not None
    return outcome.idea


FLASK = RawIdea(
    "Give each bay a flask that keeps tea warm until ten.",
    "q1",
    role="nurse",
    lenses=("need-money",),
    experience=Experience.WE_DID,
)
CUPS = RawIdea("Buy lids for the cups; tea stays warm for longer under a lid.", "q1")


@pytest.fixture
def flask(take_in: Callable[..., IntakeReport], sql_store: SqlStore) -> str:
    """The id of a waiting submission."""
    take_in(FLASK)
    (waiting,) = moderate.waiting(sql_store, "kettles")
    return waiting.id


def log_of(store: SqlStore) -> list[tuple[str, Decision, str, datetime]]:
    with store.begin() as unit:
        return [(e.subject, e.decision, e.reason, e.at) for e in unit.ideas.log_entries("kettles")]


def state_of(store: SqlStore, submission: str) -> SubmissionState:
    with store.begin() as unit:
        found = unit.submissions.get("kettles", submission)
    assert found is not None
    return found.state


def test_accepting_makes_an_idea_of_the_words_as_they_stand(
    sql_store: SqlStore, flask: str, noon: datetime
) -> None:
    outcome = moderate.accept(sql_store, REDACTOR, "kettles", flask, noon)
    hour = noon.replace(minute=0, second=0)
    with sql_store.begin() as unit:
        (idea,) = unit.ideas.all("kettles")
        assert unit.ideas.id_of("kettles", "q1", FLASK.text) == idea.id
    assert made(outcome) == idea
    assert not outcome.merged
    assert (idea.role, idea.lenses, idea.experience) == ("nurse", ("need-money",), Experience.WE_DID)
    assert (hour, None, None) == (idea.accepted, idea.batch, idea.published)
    assert [(idea.id, Decision.ACCEPT, "", hour)] == log_of(sql_store)
    assert state_of(sql_store, flask) == SubmissionState.ACCEPTED
    assert moderate.waiting(sql_store, "kettles") == ()


def test_an_edit_is_logged_as_one_and_names_the_idea_by_its_new_words(
    sql_store: SqlStore, flask: str, noon: datetime
) -> None:
    outcome = moderate.accept(
        sql_store,
        REDACTOR,
        "kettles",
        flask,
        noon,
        title="A  flask for\neach bay",
        text="A flask keeps tea warm.\r\n",
    )
    assert (made(outcome).title, made(outcome).text) == ("A flask for each bay", "A flask keeps tea warm.")
    with sql_store.begin() as unit:
        assert unit.ideas.id_of("kettles", "q1", "A flask keeps tea warm.") == made(outcome).id
    assert [entry[1] for entry in log_of(sql_store)] == [Decision.EDIT]


def test_words_that_are_there_already_merge_by_themselves(
    take_in: Callable[..., IntakeReport], sql_store: SqlStore, flask: str, noon: datetime
) -> None:
    first = moderate.accept(sql_store, REDACTOR, "kettles", flask, noon)
    take_in(CUPS)
    (cups,) = moderate.waiting(sql_store, "kettles")
    second = moderate.accept(
        sql_store, REDACTOR, "kettles", cups.id, noon, title=made(first).title, text=FLASK.text
    )
    assert second.merged
    assert made(first) == made(second)
    assert state_of(sql_store, cups.id) == SubmissionState.MERGED
    assert [entry[1] for entry in log_of(sql_store)] == [Decision.ACCEPT, Decision.MERGE]


def test_merging_keeps_the_idea_and_logs_under_its_id(
    take_in: Callable[..., IntakeReport], sql_store: SqlStore, flask: str, noon: datetime
) -> None:
    idea = made(moderate.accept(sql_store, REDACTOR, "kettles", flask, noon))
    take_in(CUPS)
    (cups,) = moderate.waiting(sql_store, "kettles")
    outcome = moderate.merge(sql_store, "kettles", cups.id, idea.id, noon)
    assert outcome.merged
    assert idea == made(outcome)
    subjects = {entry[0] for entry in log_of(sql_store)}
    assert {idea.id} == subjects
    assert cups.id not in subjects


def test_merging_into_nothing_changes_nothing(sql_store: SqlStore, flask: str, noon: datetime) -> None:
    with pytest.raises(UserProblem, match="no idea abcdefghjk") as problem:
        moderate.merge(sql_store, "kettles", flask, "abcdefghjk", noon)
    assert "accept it first" in problem.value.hint
    assert state_of(sql_store, flask) == SubmissionState.WAITING
    assert log_of(sql_store) == []


@pytest.mark.parametrize(
    ("decide", "decision", "state"),
    [
        (moderate.return_, Decision.RETURN, SubmissionState.RETURNED),
        (moderate.reject, Decision.REJECT, SubmissionState.REJECTED),
    ],
)
def test_refusals_carry_a_reason_under_the_submissions_id(
    sql_store: SqlStore,
    flask: str,
    noon: datetime,
    decide: Callable[..., None],
    decision: Decision,
    state: SubmissionState,
) -> None:
    with pytest.raises(UserProblem, match="reason is missing"):
        decide(sql_store, REDACTOR, "kettles", flask, "  ", noon)
    decide(sql_store, REDACTOR, "kettles", flask, " names\n Siobhan O'Neill ", noon)
    assert [(flask, decision, "names [name]", noon.replace(minute=0, second=0))] == log_of(sql_store)
    assert state == state_of(sql_store, flask)
    with sql_store.begin() as unit:
        assert list(unit.ideas.all("kettles")) == []


def test_a_decision_is_made_once(sql_store: SqlStore, flask: str, noon: datetime) -> None:
    moderate.reject(sql_store, REDACTOR, "kettles", flask, "not about tea", noon)
    with pytest.raises(UserProblem, match="it was rejected"):
        moderate.accept(sql_store, REDACTOR, "kettles", flask, noon)
    assert len(log_of(sql_store)) == 1


def test_an_unknown_submission_is_a_clear_problem(sql_store: SqlStore, noon: datetime) -> None:
    with pytest.raises(UserProblem, match="no submission nosuch"):
        moderate.accept(sql_store, REDACTOR, "kettles", "nosuch", noon)


@pytest.mark.parametrize(
    ("title", "text", "words"),
    [
        ("Too short", None, "The title has 9 characters"),
        ("x" * 201, None, "The title has 201 characters"),
        (None, " \n ", "The text is empty"),
    ],
)
def test_words_that_the_forum_refuses_are_refused_here(
    sql_store: SqlStore, flask: str, noon: datetime, title: str | None, text: str | None, words: str
) -> None:
    with pytest.raises(UserProblem, match=words):
        moderate.accept(sql_store, REDACTOR, "kettles", flask, noon, title=title, text=text)
    assert state_of(sql_store, flask) == SubmissionState.WAITING


PLACE = RawIdea("The only portering manager in Hathersage could lend us the second trolley at night.", "q1")


@pytest.fixture
def singled_out(take_in: Callable[..., IntakeReport], sql_store: SqlStore) -> str:
    take_in(PLACE)
    (waiting,) = moderate.waiting(sql_store, "kettles")
    assert waiting.second
    return waiting.id


def test_where_somebody_could_be_singled_out_two_people_have_to_agree(
    sql_store: SqlStore, singled_out: str, noon: datetime
) -> None:
    first = moderate.accept(sql_store, REDACTOR, "kettles", singled_out, noon, by="ann")
    assert first.idea is None
    assert first.needs
    assert state_of(sql_store, singled_out) == SubmissionState.WAITING
    with pytest.raises(UserProblem, match="a second person has to"):
        moderate.accept(sql_store, REDACTOR, "kettles", singled_out, noon, by="ann")
    assert made(moderate.accept(sql_store, REDACTOR, "kettles", singled_out, noon, by="ben")).version == 1


def test_one_may_decide_where_the_campaign_says_so(
    sql_store: SqlStore, singled_out: str, noon: datetime
) -> None:
    assert made(moderate.accept(sql_store, REDACTOR, "kettles", singled_out, noon, by="ann", alone=True)).id


def test_new_words_by_the_second_person_need_another_yes(
    sql_store: SqlStore, singled_out: str, noon: datetime
) -> None:
    moderate.accept(sql_store, REDACTOR, "kettles", singled_out, noon, by="ann")
    again = moderate.accept(
        sql_store, REDACTOR, "kettles", singled_out, noon, by="ben", text="Lend us the second trolley."
    )
    assert again.idea is None
    outcome = moderate.accept(sql_store, REDACTOR, "kettles", singled_out, noon, by="ann")
    assert made(outcome).text == "Lend us the second trolley."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Ask the sister to bring a flask of tea to every bay at night.", moderate.UNMASKED),
        ("Ask [name] on [phone], or Priya Natarajan, to bring a flask of tea.", moderate.NEW_FINDS),
    ],
)
def test_words_that_show_again_what_was_masked_need_two(
    take_in: Callable[..., IntakeReport], sql_store: SqlStore, noon: datetime, text: str, why: str
) -> None:
    take_in(RawIdea("Ask Siobhan O'Neill on 07700 900123 to bring a flask of tea to every bay.", "q1"))
    (waiting,) = moderate.waiting(sql_store, "kettles")
    assert waiting.second == ()
    outcome = moderate.accept(sql_store, REDACTOR, "kettles", waiting.id, noon, by="ann", text=text)
    assert outcome.needs == (why,)


def test_who_knows_the_author_leaves_it_to_others(sql_store: SqlStore, flask: str, noon: datetime) -> None:
    moderate.hand_on(sql_store, "kettles", flask, noon, by="ann")
    acts: list[Callable[[], object]] = [
        lambda: moderate.accept(sql_store, REDACTOR, "kettles", flask, noon, by="ann"),
        lambda: moderate.reject(sql_store, REDACTOR, "kettles", flask, "harm", noon, by="ann"),
        lambda: moderate.ask(sql_store, REDACTOR, "kettles", flask, "Who are you?", noon, by="ann"),
        lambda: moderate.merge(sql_store, "kettles", flask, "abcdefghjk", noon, by="ann"),
    ]
    for act in acts:
        with pytest.raises(UserProblem, match="may know who wrote it"):
            act()
    assert made(moderate.accept(sql_store, REDACTOR, "kettles", flask, noon, by="ben")).id


def test_a_yes_goes_when_its_moderator_hands_it_on(
    sql_store: SqlStore, singled_out: str, noon: datetime
) -> None:
    moderate.accept(sql_store, REDACTOR, "kettles", singled_out, noon, by="ann")
    moderate.hand_on(sql_store, "kettles", singled_out, noon, by="ann")
    assert moderate.accept(sql_store, REDACTOR, "kettles", singled_out, noon, by="ben").idea is None


def test_an_opening_is_written_down_before_anything_is_shown(
    sql_store: SqlStore, flask: str, noon: datetime
) -> None:
    with pytest.raises(UserProblem, match="No raw text was kept"):
        unseal(sql_store, REDACTOR, "kettles", flask, "is it a name?", noon, by="ann")
    with pytest.raises(UserProblem, match="A reason is missing"):
        unseal(sql_store, REDACTOR, "kettles", flask, " ", noon, by="ann")
    with sql_store.begin() as unit:
        (waiting,) = unit.submissions.waiting("kettles")
        unit.submissions.replace(replace(waiting, raw=b"locked"))
    assert unseal(sql_store, REDACTOR, "kettles", flask, "is it a name?", noon, by="ann") == b"locked"
    assert [entry[:3] for entry in log_of(sql_store)] == [(flask, Decision.OPEN, "is it a name?")]


def test_nobody_is_asked_where_nobody_holds_a_receipt(
    sql_store: SqlStore, flask: str, noon: datetime
) -> None:
    with pytest.raises(UserProblem, match="Nobody holds a receipt"):
        moderate.ask(sql_store, REDACTOR, "kettles", flask, "Which bay?", noon, by="ann")
