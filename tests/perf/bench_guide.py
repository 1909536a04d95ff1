"""How long the guide takes to build, and how heavy it is, for campaigns of three sizes."""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bridge.clock import SimulatedClock
from bridge.declare.loader import load
from bridge.domain.campaign import Campaign
from bridge.domain.document import Link
from bridge.domain.idea import Experience, Idea
from bridge.domain.identity import Key, Kind
from bridge.domain.language import speaking
from bridge.domain.participation import Direction, Exposure, Method, Reply, Vote
from bridge.examples import example_campaign
from bridge.pipeline.guide import gather
from bridge.pipeline.portray import portray
from bridge.pipeline.rank import rank
from bridge.render.guide.site import Site, build_site
from bridge.settings import Settings
from bridge.text.titles import derive_title
from bridge.wiring import Bridge, open_bridge
from tests.perf.material import Deed, deeds, idea_texts
from tests.perf.table import Table

SIZES = (100, 1_000, 10_000)
TRANSLATED = 1_000
"""Of this size the guide is built in another language as well."""
_WAYS = (Direction.UP, Direction.DOWN, Direction.UNSURE)


def run(*, quick: bool = False) -> list[Table]:
    """Build the guide of 100, 1,000 and 10,000 ideas, once each, and weigh what comes out.

    Everything is read from a store on a file; nothing is written to disk but that. Ten contributions an idea,
    among them one reply; half of the replies are liked, and those are masked before they are quoted.
    The guide of 1,000 ideas is built in Welsh as well, with the English one as its baseline.
    """
    rows: list[tuple[str | int | float, ...]] = []
    weights: list[tuple[str | int | float, ...]] = []
    ratio = 0.0
    for size in SIZES[: 2 if quick else 3]:
        with tempfile.TemporaryDirectory(prefix="ib-bench-") as name:
            times, computing, files = _build(Path(name), size)
        rows.append((f"{size:,} ideas", *times, sum(times), computing))
        weights.append(_weights(size, files))
        if size == TRANSLATED:
            with tempfile.TemporaryDirectory(prefix="ib-bench-") as name:
                welsh, computing, _ = _build(Path(name), size, "cy")
            rows.append((f"{size:,} ideas, Welsh", *welsh, sum(welsh), computing))
            ratio = sum(welsh) / sum(times)
    return [
        Table(
            "Seconds to build",
            ("campaign", "rank", "gather", "pages, search, data", "in all", "of it computing"),
            rows,
            (f"a guide in Welsh takes {ratio:.2f} times as long as the same in English",),
        ),
        Table(
            "Kilobytes",
            (
                "campaign",
                "files",
                "all",
                "first page with its files",
                "an idea",
                "list page",
                "index",
                "a search",
            ),
            weights,
            (
                "first page: index.html with style sheet and icon; it runs no script",
                "index: everything in search/; a search: columns, words of one letter, and a file of cards",
            ),
        ),
    ]


def _build(
    folder: Path, size: int, language: str = "en"
) -> tuple[tuple[float, float, float], float, dict[str, bytes]]:
    campaign = replace(load(example_campaign()), language=language)
    opens = campaign.phases[0].opens
    clock = SimulatedClock(opens + timedelta(days=70))
    settings = Settings(database_url=f"sqlite:///{folder}/bridge.sqlite3", ner="off")
    bridge = open_bridge(settings, forum=False, clock=clock)
    try:
        _fill(bridge, campaign, size)
        with speaking(language):
            begin, computed = time.perf_counter(), time.process_time()
            ranking = rank(bridge.store, campaign, clock.now())
            ranked = time.perf_counter()
            guide = gather(
                bridge.store, campaign, ranking, bridge.clock.now(), bridge.redactor, bridge.relations
            )
            gathered = time.perf_counter()
            titles = {idea.id: idea.title for idea in guide.ideas}
            picture = portray(bridge.store, campaign, ranking, ranking.ideas, titles, "support")
            files = dict(build_site(Site(campaign, guide, picture, "https://forum.example/t/{}".format)))
            done, computing = time.perf_counter(), time.process_time() - computed
    finally:
        bridge.close()
    return (ranked - begin, gathered - ranked, done - gathered), computing, files


def _fill(bridge: Bridge, campaign: Campaign, size: int) -> None:
    slug, opens = campaign.slug, campaign.phases[0].opens + timedelta(days=1)
    lenses = [tag.tag for lens in campaign.lenses for tag in lens.tags]
    given: defaultdict[int, list[Deed]] = defaultdict(list)
    for deed in deeds(size // 2, size, size * 10):
        given[deed.idea].append(deed)
    with bridge.store.begin() as unit:
        replies: list[Reply] = []
        exposures: list[Exposure] = []
        for number, text in enumerate(idea_texts(size)):
            question = campaign.questions[number % len(campaign.questions)].id
            idea = Idea(
                id=unit.ideas.id_of(slug, question, text),
                campaign=slug,
                question=question,
                title=derive_title(text),
                text=text,
                role=campaign.groups[number % len(campaign.groups)].id if campaign.groups else None,
                lenses=(lenses[number % len(lenses)], lenses[(number * 7 + 1) % len(lenses)]),
                experience=Experience.WOULD_LIKE,
                accepted=opens,
                batch=1 + number // 10,
                published=opens,
            )
            unit.ideas.put(idea)
            key = Key(slug, Kind.IDEA, idea.id)
            unit.links.put(Link(key, 1, {}, 7, 100 + number, 100_000 + number))
            votes: dict[str, Vote] = {}
            for place, deed in enumerate(given[number]):
                voter, cast = f"{deed.person:032x}", opens + timedelta(minutes=place + number % 1_000)
                if deed.kind == "vote":
                    votes[voter] = Vote(idea.id, voter, Method.POLL, _WAYS[deed.vote], cast, told=True)
                elif deed.kind == "reply":
                    post = 1_000_000 + len(replies)
                    words = deed.text[:300]
                    replies.append(Reply(post, str(key), voter, words, cast, likes=len(replies) % 2))
            unit.ledger.replace_votes(
                slug, idea.id, list(votes.values()), methods=frozenset({Method.POLL}), at=opens
            )
            exposures.append(Exposure(str(key), len(votes) + number % 7, opens))
        unit.ledger.put_replies(slug, replies)
        unit.ledger.put_exposures(slug, exposures)


def _weights(size: int, files: dict[str, bytes]) -> tuple[str | int | float, ...]:
    def weigh(*beginnings: str) -> float:
        return sum(len(content) for name, content in files.items() if name.startswith(beginnings)) / 1000

    fixed = weigh("static/guide.css", "static/icon.svg")

    def heaviest(beginning: str) -> float:
        return max((len(content) for name, content in files.items() if name.startswith(beginning)), default=0)

    search = heaviest("search/words-") + heaviest("search/cards-")
    return (
        f"{size:,} ideas",
        len(files),
        weigh(""),
        weigh("index.html") + fixed,
        weigh("ideas/") / size,
        weigh("ideas.html") + fixed + weigh("static/guide.js"),
        weigh("search/"),
        weigh("search/columns.js") + search / 1000,
    )
