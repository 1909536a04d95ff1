"""The measuring of rankings, on conversations small enough to judge by eye."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bridge.ranking.ballots import Ballots
from tests.perf import bench_fairness
from tests.perf.fairness.brigades import KINDS, joined
from tests.perf.fairness.camps import camps
from tests.perf.fairness.candidates import CANDIDATES, support, support_guarded
from tests.perf.fairness.conversations import NO_GROUP, Conversation, present
from tests.perf.fairness.measures import figures
from tests.perf.fairness.paired import Pair, paired
from tests.perf.fairness.protocols import bridging, by_people, by_time, popular, splits
from tests.perf.fairness.variations import variations

HOUR = 3600


@pytest.fixture(scope="module")
def conversation() -> Conversation:
    """Forty people in two camps and twelve ideas, one an hour; the ideas are the better the higher."""
    luck = np.random.default_rng(5)
    votes = []
    for person in range(40):
        for idea in range(12):
            if luck.random() < 0.8:
                for_it = luck.random() < 0.1 + 0.07 * idea - (0.1 if (person + idea) % 2 else 0.0)
                votes.append((f"{idea:02}", f"{person:02}", 1 if for_it else -1, (person + idea) * HOUR))
    ideas = [f"{idea:02}" for idea in range(12)]
    ballots = Ballots.of(ideas, votes)
    return Conversation("two camps", ballots, np.arange(12) * HOUR, np.arange(40) % 2)


def test_without_the_conversations_the_benchmark_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert present(tmp_path) == []
    monkeypatch.setattr(bench_fairness, "present", lambda: present(tmp_path))

    [table] = bench_fairness.run(quick=True)

    assert "skipped" in table.text()


def test_nobody_is_on_both_sides_of_a_split(conversation: Conversation) -> None:
    for split in splits(conversation, seeds=2):
        assert not np.intersect1d(split.train.person, split.test.person).size, split.protocol
        assert len(split.train) > 0


def test_a_split_by_time_judges_later_votes_and_only_ideas_that_were_there(
    conversation: Conversation,
) -> None:
    split = by_time(conversation, 0.1)

    assert len(split.train) == len(conversation.ballots) // 10
    assert split.test.at.min() >= split.train.at.max()
    assert split.there.tolist() == [hour * HOUR <= split.train.at.max() for hour in range(12)]
    assert 0 < split.there.sum() < 12


def test_truths_are_known_only_where_enough_people_voted() -> None:
    votes = [("a", f"{person:02}", 1 if person < 9 else -1, 0) for person in range(18)]
    votes += [("b", f"{person:02}", 1, 0) for person in range(14)]
    ballots = Ballots.of(["a", "b"], votes)
    group = np.array([0] * 6 + [1] * 12)

    assert popular(ballots).tolist() == pytest.approx([0.5, np.nan], nan_ok=True)
    # Of the second group only 3 of 12 are for "a": (7/8 x 4/14)^(1/2).
    assert bridging(ballots, group)[0] == pytest.approx(0.5)
    assert np.isnan(bridging(ballots, np.where(group == 0, NO_GROUP, 3))).all()


def test_a_perfect_ranking_has_perfect_figures_and_the_reverse_the_worst() -> None:
    truth = np.linspace(0.1, 0.9, 30)
    seen, born = np.full(30, 20), np.arange(30)

    best, worst = figures(truth**3, truth, seen, born), figures(-truth, truth, seen, born)

    assert (best.tau, best.top, best.ndcg, best.regret) == pytest.approx((1.0, 1.0, 1.0, 0.0))
    assert best.late_gap == pytest.approx(0.0)
    assert (worst.tau, worst.top) == pytest.approx((-1.0, 0.0))
    assert worst.regret == pytest.approx(100 * 20 * 0.8 / 29)
    assert worst.late_gap < -100


def test_every_ranking_scores_every_idea_also_without_votes(conversation: Conversation) -> None:
    nothing = conversation.ballots.only(np.zeros(len(conversation.ballots), dtype=np.bool_))
    for name, rank in CANDIDATES.items():
        for ballots in (conversation.ballots, nothing):
            score = rank(ballots, conversation.born)
            assert score.shape == (12,), name
            assert np.isfinite(score).all(), name


def test_rankings_meant_to_be_good_find_the_good_ideas(conversation: Conversation) -> None:
    split = by_people(conversation, 0.5, seed=0)
    truth, born = np.arange(12) / 12, conversation.born
    for name in ("support", "two poles, all voters", "Polis GIC", "Notes intercept", "two-way ridge"):
        score = CANDIDATES[name](split.train, born)
        assert figures(score, truth, np.full(12, 20), born).tau > 0.5, name


def test_camps_are_found_again() -> None:
    votes = [
        (f"{idea:02}", f"{person:02}", 1 if (person + idea) % 2 else -1, 0)
        for person in range(30)
        for idea in range(10)
    ]
    group = camps(Ballots.of([f"{idea:02}" for idea in range(10)], votes))

    assert group.min() == 0
    for camp in (group[0::2], group[1::2]):
        assert len(set(camp.tolist())) == 1
    assert group[0] != group[1]


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_brigade_adds_people_who_are_all_for_the_target(conversation: Conversation, kind: str) -> None:
    base = conversation.ballots

    attacked = joined(base, KINDS[kind](base, 8, np.random.default_rng(0)), target=3)

    assert attacked.people == base.people + 8
    assert attacked.counts()[3].tolist() == [*base.counts()[3, :2].tolist(), int(base.counts()[3, 2]) + 8]
    fakes = attacked.votes_by_person()[base.people :]
    assert np.all(fakes == 1) if kind == "bare" else np.all(fakes > 1)


def test_the_guard_weighs_single_votes_of_newcomers_down(conversation: Conversation) -> None:
    base = conversation.ballots
    attacked = joined(base, [[]] * 8, target=0)

    gain = support(attacked, conversation.born)[0] - support(base, conversation.born)[0]
    guarded = support_guarded(attacked, conversation.born)[0] - support_guarded(base, conversation.born)[0]

    assert gain > 0.05
    assert guarded < gain


def test_a_ranking_is_no_better_than_itself_and_better_than_its_reverse(conversation: Conversation) -> None:
    rankings = {"good": support, "bad": lambda ballots, born: -support(ballots, born)}
    same, better = Pair("good", "good", "popular"), Pair("good", "bad", "popular")

    found = paired([conversation], rankings, [same, better], seeds=1, draws=5)

    assert found[same, "two camps"].tolist() == [0.0] * 5
    assert found[better, "two camps"].min() > 0.5


def test_variations_are_conversations_in_order(conversation: Conversation) -> None:
    """Ballots refuse what is out of order; here, that parts stay with their idea and their person."""
    made = dict(variations([conversation], seeds=1))
    assert len(made) == 6
    for kind, one in made.items():
        assert len(one.born) == len(one.ballots.ideas) <= 12, kind
        assert len(one.group) == one.ballots.people <= 40, kind
        assert one.born.tolist() == [int(idea) * HOUR for idea in one.ballots.ideas], kind
        assert one.ballots.votes_by_person().min() > 0, kind
    assert 0 < len(made["sparse"].ballots) < len(conversation.ballots)
