"""How fair rankings are to ideas and to people, on real conversations with the times of votes.

A ranking sees a part of the votes and is judged by what other people say: on later ones (`time`), or on
other people of the same crowd (`users`). Truths: `popular`, the share of all others who are for an idea;
`bridging`, the geometric mean of that share over groups of opinion. The conversations are those in ../shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from tests.perf.fairness.brigades import KINDS, SIZES, brigades
from tests.perf.fairness.candidates import CANDIDATES
from tests.perf.fairness.cold_start import KEPT, cold_start
from tests.perf.fairness.conversations import SHARED, Conversation, present, read
from tests.perf.fairness.coverage import coverage
from tests.perf.fairness.foretelling import TRUTHS, Judged, judge_all, overall
from tests.perf.fairness.paired import Pair, paired
from tests.perf.fairness.protocols import SEEDS
from tests.perf.fairness.stability import stability
from tests.perf.fairness.variations import KINDS as VARIATIONS
from tests.perf.fairness.variations import variations
from tests.perf.table import Cell, Table

GUARDS = (
    ("support", "support, guarded"),
    ("two poles, all voters", "two poles, guarded"),
    ("leaning support", "leaning support, guarded"),
    ("across, all voters", "across, no gates"),
)
ATTACKED = (
    "support",
    "support, guarded",
    "two poles, all voters",
    "two poles, guarded",
    "leaning support",
    "leaning support, guarded",
    "across",
    "raw likes",
    "Wilson up/down",
    "Polis GIC",
    "Notes intercept",
)
PAIRS = (
    Pair("support", "likes per view", "popular"),
    Pair("support", "Wilson per view", "popular"),
    Pair("leaning support", "support", "popular"),
    Pair("two poles, guarded", "support", "bridging"),
    Pair("two poles, guarded", "Polis GIC", "bridging"),
    Pair("two poles, guarded", "Notes intercept", "bridging"),
    Pair("across, no gates", "two poles, guarded", "bridging"),
)
DRAWS = 10
REDRAWN = 50
ATTACK_SEEDS = 2
VARIED_SEEDS = 2


def run(*, quick: bool = False) -> list[Table]:
    """All tables; with `quick` one seed of everything, most of it on the smallest conversation."""
    folders = present()
    if not folders:
        return [Table("Fairness", ("skipped",), [("the conversations are not there",)], (f"{SHARED}",))]
    conversations = [read(folder) for folder in folders]
    seeds = 1 if quick else SEEDS
    few = [min(conversations, key=lambda one: len(one.ballots))] if quick else conversations
    judged = judge_all(conversations, CANDIDATES, seeds)
    return [
        *(_main(judged, truth) for truth in TRUTHS),
        _by_protocol(judged),
        _by_conversation(judged, conversations),
        _pairs(few, seeds, REDRAWN // 5 if quick else REDRAWN),
        _varied(few, 1 if quick else VARIED_SEEDS),
        _guards(judged),
        _cold(few, seeds),
        _held(conversations, seeds),
        _attacks(few, 1 if quick else ATTACK_SEEDS),
        _stays(few, 1 if quick else DRAWS),
    ]


def _main(judged: Sequence[Judged], truth: str) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for ranking in CANDIDATES:
        made = overall(judged, ranking, truth)
        rows.append(
            (
                ranking,
                f"{made.tau:.3f}",
                f"{made.top:.3f}",
                f"{made.ndcg:.3f}",
                f"{made.regret:.1f}",
                f"{made.late_gap:+.1f}",
            )
        )
    return Table(
        f"What others say, {truth} truth: mean over conversations and five protocols",
        ("ranking", "tau-b", "top 10", "nDCG@10", "regret@10", "late gap"),
        rows,
        ("regret and late gap in points of 100; a late gap below 0 means that late ideas stand too low",),
    )


def _by_protocol(judged: Sequence[Judged]) -> Table:
    protocols = list(dict.fromkeys(row.protocol for row in judged))
    rows = [(ranking, *(_taus(judged, ranking, protocol=one) for one in protocols)) for ranking in CANDIDATES]
    return Table("Tau-b by protocol, popular | bridging", ("ranking", *protocols), rows)


def _by_conversation(judged: Sequence[Judged], conversations: Sequence[Conversation]) -> Table:
    names = [conversation.name for conversation in conversations]
    rows = [(ranking, *(_taus(judged, ranking, conversation=one) for one in names)) for ranking in CANDIDATES]
    sizes = [
        f"{one.name}: {len(one.ballots):,} votes, {one.ballots.people} people, {len(one.ballots.ideas)} ideas"
        for one in conversations
    ]
    return Table("Tau-b by conversation, popular | bridging", ("ranking", *names), rows, tuple(sizes))


def _taus(judged: Sequence[Judged], ranking: str, *, conversation: str = "", protocol: str = "") -> str:
    kept = [
        row for row in judged if conversation in ("", row.conversation) and protocol in ("", row.protocol)
    ]
    return " | ".join(f"{overall(kept, ranking, truth).tau:.3f}" for truth in TRUTHS)


def _pairs(conversations: Sequence[Conversation], seeds: int, draws: int) -> Table:
    found = paired(conversations, CANDIDATES, PAIRS, seeds, draws)
    rows = []
    for pair in PAIRS:
        parts = [found[pair, one.name] for one in conversations if (pair, one.name) in found]
        cells = []
        for change in (*parts, np.mean(parts, axis=0)):
            low, high = np.percentile(1000.0 * change, [2.5, 97.5])
            cells.append(f"{1000.0 * change.mean():+.0f} [{low:+.0f}, {high:+.0f}]")
        rows.append((f"{pair.better} - {pair.than}", pair.truth, *cells))
    return Table(
        "Differences in tau-b x 1000 when the people who judge are drawn again: mean [95 %]",
        ("pair", "truth", *(one.name for one in conversations), "mean"),
        rows,
    )


def _varied(conversations: Sequence[Conversation], seeds: int) -> Table:
    names = {name for pair in PAIRS for name in (pair.better, pair.than)}
    rankings = {name: rank for name, rank in CANDIDATES.items() if name in names}
    made = list(variations(conversations, seeds))
    judged = {one.name: judge_all([one], rankings, 2) for _, one in made}
    rows = []
    for pair in PAIRS:
        change: dict[str, list[float]] = {kind: [] for kind in VARIATIONS}
        for kind, one in made:
            if any(row.truth == pair.truth for row in judged[one.name]):
                taus = [overall(judged[one.name], name, pair.truth).tau for name in (pair.better, pair.than)]
                change[kind].append(1000.0 * (taus[0] - taus[1]))
        every = [value for values in change.values() for value in values]
        won = sum(value > 0.0 for value in every) / max(len(every), 1)
        rows.append(
            (
                f"{pair.better} - {pair.than}",
                pair.truth,
                *(f"{_mean(values):+.0f}" for values in change.values()),
                f"{_mean(every):+.0f}",
                f"{won:.0%} of {len(every)}",
            )
        )
    return Table(
        "Differences in tau-b x 1000 on conversations made out of these",
        ("pair", "truth", *VARIATIONS, "mean", "better in"),
        rows,
    )


def _guards(judged: Sequence[Judged]) -> Table:
    rows = []
    for plain, guarded in GUARDS:
        change = [overall(judged, guarded, one).tau - overall(judged, plain, one).tau for one in TRUTHS]
        rows.append((guarded, *(f"{one:+.4f}" for one in change)))
    return Table("What the guards cost in tau-b", ("ranking", *TRUTHS), rows)


def _cold(conversations: Sequence[Conversation], seeds: int) -> Table:
    found = cold_start(conversations, CANDIDATES, seeds)
    rows = []
    for ranking in CANDIDATES:
        shares, taus = [], []
        for kept in KEPT:
            cell = [chance for chance in found if (chance.ranking, chance.kept) == (ranking, kept)]
            deserved = sum(chance.deserved for chance in cell)
            shares.append(f"{sum(chance.reached for chance in cell) / max(deserved, 1):.2f}")
            taus.append(f"{_mean(chance.tau for chance in cell):.3f}")
        rows.append((ranking, *shares, *taus))
    return Table(
        "Cold start: half of the ideas keep their first k votes; share of the top quarter, tau-b of all",
        ("ranking", *(f"share k={kept}" for kept in KEPT), *(f"tau k={kept}" for kept in KEPT)),
        rows,
        ("1 is fair: as many late ideas in the top quarter as others' votes put there",),
    )


def _held(conversations: Sequence[Conversation], seeds: int) -> Table:
    found = coverage(conversations, seeds)
    protocols = list(dict.fromkeys(row.protocol for row in found))
    rows = []
    for conversation in (*(one.name for one in conversations), ""):
        cells = []
        for protocol in protocols:
            kept = [r for r in found if r.protocol == protocol and conversation in ("", r.conversation)]
            kept = [row for row in kept if row.ideas]
            cells.append(f"{_mean(r.share for r in kept):.1%} | {_mean(r.draw for r in kept):.1%}")
        rows.append((conversation or "mean", *cells))
    return Table(
        "Intervals of 90 %: the others' share inside | the others' number inside what a draw allows",
        ("conversation", *protocols),
        rows,
    )


def _attacks(conversations: Sequence[Conversation], seeds: int) -> Table:
    found = brigades(conversations, {name: CANDIDATES[name] for name in ATTACKED}, seeds)
    rows = []
    for ranking in ATTACKED:
        cells = []
        for kind in KINDS:
            sizes = [[g for g in found if (g.ranking, g.kind, g.size) == (ranking, kind, s)] for s in SIZES]
            cells.append("/".join(f"{_mean(gain.rise for gain in cell):.1f}" for cell in sizes))
        bare = [g for g in found if (g.ranking, g.kind, g.size) == (ranking, "bare", SIZES[-1])]
        rows.append((ranking, *cells, f"{_mean(float(gain.top) for gain in bare):.0%}"))
    return Table(
        "Brigades of 5/10/20 % of voters for an idea in the middle: rise in points of 100 of the list",
        ("ranking", *KINDS, "bare 20 % in top 10"),
        rows,
    )


def _stays(conversations: Sequence[Conversation], draws: int) -> Table:
    found = stability(conversations, CANDIDATES, draws)
    rows = []
    for ranking in CANDIDATES:
        cell = [row for row in found if row.ranking == ranking]
        rows.append(
            (ranking, f"{_mean(r.tau for r in cell):.3f}", f"{_mean(float(r.top) for r in cell):.1f}")
        )
    return Table(
        "Without a tenth of the voters", ("ranking", "tau-b with the full list", "top 10 kept"), rows
    )


def _mean(values: Iterable[float]) -> float:
    found = [value for value in values if not np.isnan(value)]
    return sum(found) / len(found) if found else float("nan")
