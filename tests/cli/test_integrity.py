"""`integrity` and `rank --by`: what they say, and that nobody is in it."""

from __future__ import annotations

from datetime import timedelta

from tests.e2e.staging import Operator, Town

ACCOUNTS = [f"account_{number}" for number in range(6)]


def ring(town: Town, operator: Operator) -> None:
    """Thirty members vote on all ideas at their leisure; six accounts vote for four of them together."""
    operator.run("forum", "provision").fine()
    ideas = sorted(operator.ideas().values())
    posts = [post for idea in ideas if (post := operator.link(f"idea/{idea}").post_id) is not None]
    assert town.clock is not None
    for person in range(30):
        member = town.member(f"member_{person:02}")
        for number, post in enumerate(posts):
            town.clock.advance(timedelta(minutes=11))
            member.vote(post, ("For", "Against")[(person + number) % 2], poll_name="vote")
    accounts = [town.member(name) for name in ACCOUNTS]
    for post in posts[:4]:
        town.clock.advance(timedelta(hours=2))
        for account in accounts:
            town.clock.advance(timedelta(seconds=40))
            account.vote(post, "For", poll_name="vote")
    town.clock.advance(timedelta(hours=1))
    operator.run("sync", "--yes").fine()


def test_a_ring_is_told_answered_and_counts_as_one(town: Town, running: Operator) -> None:
    ring(town, running)
    before = running.run("rank", "--format", "json").fine().data
    told = running.run("integrity", "--format", "json").fine()
    [flagged] = told.data["rings"]
    assert (flagged["accounts"], flagged["state"], flagged["votes"]) == (6, "flagged", "for")
    assert len(flagged["ideas"]) == 4
    assert {held["place"] for held in told.data["held"]} == {row["place"] for row in before["ideas"][:10]}
    with running.store() as store, store.begin() as unit:
        [kept] = unit.guards.rings("quiet-nights")
    assert not [name for name in kept.people if name in told.out], "nobody is named, not even by a code"

    text = running.run("integrity").fine().out
    assert f"{kept.id}  6 accounts, flagged" in text
    assert f"ideabridge integrity --confirm {kept.id}" in text
    assert running.run("rank", "--format", "json").fine().data == before, "a flag changes nothing"

    refused = running.run("integrity", "--confirm", kept.id)
    assert refused.code == 2
    assert "reason is missing" in refused.err
    answered = running.run("integrity", "--confirm", kept.id, "--reason", "one address for all")
    assert f"ring {kept.id} of 6 accounts: confirmed" in answered.fine().err
    after = {row["idea"]: row for row in running.run("rank", "--format", "json").fine().data["ideas"]}
    liked = {shared["idea"] for shared in flagged["ideas"]}
    for row in before["ideas"]:
        lost = row["counted"]["seen"] - after[row["idea"]]["counted"]["seen"]
        assert abs(lost - (5 if row["idea"] in liked else 0)) < 1e-9
    running.run("rank", "--plot", running.folder / "ranks.png").fine()
    assert (running.folder / "ranks.png").read_bytes().startswith(b"\x89PNG")
    shown = running.run("rank", "--explain", sorted(liked)[0]).fine().out
    assert "counted as" in shown


def test_without_votes_by_person_it_says_what_to_do(running: Operator) -> None:
    told = running.run("integrity").fine()
    assert told.out == (
        "the forum tells no votes by person, so there is nothing to look at\n"
        "next: `ideabridge forum provision`\n"
    )


def test_two_answers_at_once_are_refused(running: Operator) -> None:
    refused = running.run("integrity", "--confirm", "a", "--dismiss", "b", "--reason", "x")
    assert refused.code == 2
    assert "one ring at a time" in refused.err
    assert running.run("integrity", "--dismiss", "00000000", "--reason", "x").code == 2


def test_the_other_order_says_where_it_has_no_score(running: Operator) -> None:
    told = running.run("rank", "--by", "across").fine()
    assert "ranked by support on both sides of opinion" in told.out
    assert "no idea has that score yet: 0 people voted on enough ideas" in told.out
    rows = running.run("rank", "--by", "across", "--format", "json").fine().data["ideas"]
    assert {row["across_status"] for row in rows} == {"too-few-people"}
    assert {row["across"] for row in rows} == {None}
