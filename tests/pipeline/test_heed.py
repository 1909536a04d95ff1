"""Moderators say in the forum what becomes of an idea, by a tag or by a reply; what a person chose wins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.idea import IdeaStatus
from bridge.domain.identity import Kind
from bridge.domain.receipt import Holds, Receipt
from bridge.pipeline.answer import answer
from bridge.pipeline.look_up import case_of
from tests.pipeline.hall import Hall, open_hall

NEW, CHOSEN, NOT_NOW = IdeaStatus.NEW, IdeaStatus.CHOSEN, IdeaStatus.NOT_NOW


@pytest.fixture
def hall(kettles: Campaign, tmp_path: Path) -> Iterator[Hall]:
    with open_hall(kettles, tmp_path) as found:
        found.publish("abc")
        yield found


def say(hall: Hall, name: str, status: IdeaStatus, reason: str = "", **more: str) -> None:
    """At the command line."""
    bridge = hall.bridge
    answer(bridge.store, bridge.redactor, hall.campaign, name, status, hall.now, reason=reason, **more)


def test_a_status_given_at_the_command_line_shows_as_a_tag_and_a_notice(hall: Hall) -> None:
    say(hall, "abc", CHOSEN, "It costs little.", owner="The catering team", first_step="Buy one lid")
    hall.sync()
    assert hall.tags("abc") == {"status-chosen"}
    (notice,) = hall.notices("abc")
    assert notice.startswith("**This idea is now: chosen.**")
    assert "Why: It costs little." in notice
    assert "**In whose hands:** The catering team" in notice
    assert "**First step:** Buy one lid" in notice
    assert "On Friday 13 February 2015 we ask how it is going, and again 60 and 90 days" in notice
    hall.settled()


@pytest.mark.parametrize("provisioned", [True, False])
def test_a_tag_that_a_moderator_puts_there_becomes_the_status(hall: Hall, provisioned: bool) -> None:
    if provisioned:
        hall.bridge.forum.provision_query()
    hall.retag("abc", "status-chosen")
    done = hall.sync()
    assert done.obeyed.tags == 1
    assert hall.status("abc") is CHOSEN
    assert [(change.status, change.reason) for change in hall.history("abc")] == [(CHOSEN, "")]
    assert hall.tags("abc") == {"status-chosen"}
    assert len(hall.notices("abc")) == 1
    hall.settled()


def test_a_tag_put_beside_the_old_one_takes_its_place(hall: Hall) -> None:
    hall.retag("abc", "status-being-tried", add=True)
    assert hall.tags("abc") == {"status-new", "status-being-tried"}
    hall.sync()
    assert hall.status("abc") is IdeaStatus.BEING_TRIED
    assert hall.tags("abc") == {"status-being-tried"}
    hall.settled()


def test_where_person_and_bridge_want_another_status_the_persons_choice_wins(hall: Hall) -> None:
    """The bridge has not written its own tag yet when the moderator sets one."""
    say(hall, "abc", IdeaStatus.SHORTLISTED)
    hall.retag("abc", "status-chosen")
    hall.sync()
    assert hall.status("abc") is CHOSEN
    assert hall.tags("abc") == {"status-chosen"}
    assert [change.status for change in hall.history("abc")] == [IdeaStatus.SHORTLISTED, CHOSEN]
    hall.settled()


def test_the_bridges_own_tag_is_no_persons_choice(hall: Hall) -> None:
    """Its status changes again before the next look: what stands in the forum was written by the bridge."""
    say(hall, "abc", IdeaStatus.SHORTLISTED)
    hall.sync()
    say(hall, "abc", CHOSEN)
    hall.sync()
    assert hall.status("abc") is CHOSEN
    assert hall.tags("abc") == {"status-chosen"}
    hall.settled()


def test_a_status_tag_that_a_person_took_away_stays_away(hall: Hall) -> None:
    hall.retag("abc")
    hall.sync()
    assert (hall.status("abc"), hall.tags("abc")) == (NEW, set())
    say(hall, "abc", CHOSEN)
    hall.sync()
    assert hall.tags("abc") == {"status-chosen"}


def test_tags_of_two_new_statuses_are_for_a_person_to_sort_out(hall: Hall) -> None:
    hall.retag("abc", "status-chosen", "status-done")
    assert hall.sync().obeyed.unclear == ("abc",)
    assert (hall.status("abc"), hall.history("abc")) == (NEW, [])
    hall.retag("abc", "status-done")
    hall.sync()
    assert hall.status("abc") is IdeaStatus.DONE


def test_nobody_withdraws_an_idea_by_a_tag(hall: Hall) -> None:
    hall.retag("abc", "status-withdrawn", add=True)
    hall.sync()
    assert (hall.status("abc"), hall.history("abc")) == (NEW, [])


@pytest.mark.parametrize("provisioned", [True, False])
def test_a_moderators_reply_sets_a_status_with_its_reason(hall: Hall, provisioned: bool) -> None:
    if provisioned:
        hall.bridge.forum.provision_query()
    hall.says("abc", "status: not now, because the kitchen is rebuilt until the summer.")
    done = hall.sync()
    assert done.obeyed.replies == 1
    assert hall.status("abc") is NOT_NOW
    assert [change.reason for change in hall.history("abc")] == ["The kitchen is rebuilt until the summer."]
    (notice,) = hall.notices("abc")
    assert "Why: The kitchen is rebuilt until the summer." in notice
    hall.settled()


def test_personal_data_in_a_reason_is_masked_in_what_the_bridge_says(hall: Hall) -> None:
    hall.says("abc", "Status: chosen, Siobhan Fitzgerald has agreed.\nOwner: siobhan@example.org and team")
    hall.sync()
    (notice,) = hall.notices("abc")
    assert "Fitzgerald" not in notice
    assert "example.org" not in notice
    with hall.bridge.store.begin() as unit:
        undertaking = unit.follow_ups.get("kettles", "abc")
    assert undertaking is not None
    assert "@" not in undertaking.owner


def test_a_reply_of_somebody_who_is_no_moderator_is_talk(hall: Hall) -> None:
    hall.says("abc", "status: chosen, I should say so myself.", by=hall.town.member("heron"))
    done = hall.sync()
    assert (done.obeyed.replies, hall.status("abc"), hall.notices("abc")) == (0, NEW, [])
    with hall.bridge.store.begin() as unit:
        assert len(unit.ledger.replies("kettles")) == 1


def test_what_moderators_tell_the_bridge_is_no_part_of_the_discussion(hall: Hall) -> None:
    hall.says("abc", "status: in discussion, what do you think?")
    hall.says("abc", "I would like to hear from the porters.")
    hall.sync()
    with hall.bridge.store.begin() as unit:
        replies = [reply.text for reply in unit.ledger.replies("kettles")]
    assert replies == ["I would like to hear from the porters."]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("status: brilliant, if you ask me", "After `status:` I know these words: `new`, `in discussion`"),
        ("**Status**: **not now**", "This needs a reason"),
        ("check-in: going well so far", "After `check-in:` I know these words: `moving`, `stuck`"),
        ("check-in: moving, the lids are here", "No check-in of this idea has been asked yet"),
    ],
)
def test_a_reply_that_cannot_be_carried_out_is_answered_once(hall: Hall, words: str, problem: str) -> None:
    hall.says("abc", words)
    done = hall.sync()
    assert (done.obeyed.refused, hall.status("abc")) == (1, NEW)
    (notice,) = hall.notices("abc")
    assert notice.startswith("**Nothing was changed.**")
    assert problem in notice
    hall.settled()


def test_a_reply_is_carried_out_once_even_if_it_is_edited(hall: Hall) -> None:
    post = hall.says("abc", "status: shortlisted, it passed all tests")
    hall.sync()
    hall.moderator().edit(post, "status: done, all kettles have a lid now")
    hall.sync()
    assert hall.status("abc") is IdeaStatus.SHORTLISTED
    assert len(hall.notices("abc")) == 1


def test_a_pull_heeds_moderators_as_well(hall: Hall) -> None:
    """Else a pull in between would have read their words, and the sync would not see them any more."""
    from bridge.pipeline.collect import collect_and_heed

    hall.says("abc", "status: chosen, it is cheap and quick")
    bridge = hall.bridge
    collect_and_heed(bridge.desk, bridge.pseudonyms, bridge.redactor, hall.campaign)
    assert hall.status("abc") is CHOSEN
    hall.sync()
    assert len(hall.notices("abc")) == 1
    hall.settled()


def test_a_lost_database_finds_the_status_in_the_forum_again(
    hall: Hall, kettles: Campaign, tmp_path: Path
) -> None:
    """And leaves the notice that tells its reason alone."""
    say(hall, "abc", CHOSEN, "It costs little.")
    hall.sync()
    before = hall.notices("abc")
    with hall.town.desk(tmp_path / "anew") as fresh:
        anew = Hall(hall.town, fresh, hall.campaign)
        anew.publish("abc")
        anew.sync()
        assert (anew.status("abc"), anew.tags("abc")) == (CHOSEN, {"status-chosen"})
        assert anew.notices("abc") == before
        anew.settled()


def test_its_author_reads_the_answer_under_their_receipt(hall: Hall) -> None:
    say(hall, "abc", CHOSEN, "It costs little.")
    receipt = Receipt("kettles", "b" * 64, Holds.IDEA, "abc")
    with hall.bridge.store.begin() as unit:
        case = case_of(unit, hall.campaign, receipt, hall.now)
    assert (case.status, case.words) == (CHOSEN, "It costs little.")


def test_an_idea_is_put_off_with_a_reason_only_and_withdrawn_by_its_author_only(hall: Hall) -> None:
    with pytest.raises(UserProblem, match="put off with a reason"):
        say(hall, "abc", NOT_NOW)
    with pytest.raises(UserProblem, match="Only its author"):
        say(hall, "abc", IdeaStatus.WITHDRAWN)
    with pytest.raises(UserProblem, match="There is no idea xyz"):
        say(hall, "xyz", CHOSEN)
    assert hall.history("abc") == []


def test_the_start_topic_says_how_many_ideas_were_answered(hall: Hall) -> None:
    """From the first answer on, once a week, as it stood at the end of the week before."""
    hall.publish("def", "ghi")
    say(hall, "abc", CHOSEN)
    hall.retag("def", "status-not-now")
    hall.retag("ghi", "status-in-discussion")
    hall.sync()
    assert "Answered" not in hall.body("start", Kind.START)
    hall.wait(days=7)
    hall.sync()
    assert "**Answered 1 of 3; 2 waiting, longest 4 days.**" in hall.body("start", Kind.START)
    say(hall, "def", NOT_NOW, "It was tried before, and the lids went missing.")
    say(hall, "ghi", IdeaStatus.DONE)
    hall.wait(days=7)
    hall.sync()
    assert "**Answered 3 of 3.**" in hall.body("start", Kind.START)


def test_after_the_votes_the_start_topic_owns_up_that_nothing_was_answered(hall: Hall) -> None:
    hall.move(hall.campaign.phases[1].closes + timedelta(days=8))
    hall.sync()
    assert "**Answered 0 of 1; 1 waiting, longest" in hall.body("start", Kind.START)
