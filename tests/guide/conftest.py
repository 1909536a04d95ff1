"""A campaign that is over, in a real store, with much in it that nobody may read in the guide."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from bridge.clock import SimulatedClock
from bridge.declare.loader import load_text
from bridge.domain.campaign import Campaign
from bridge.domain.document import Link, LinkState
from bridge.domain.followup import CheckIn, Course, Undertaking
from bridge.domain.guide import Guide
from bridge.domain.idea import Experience, Idea, IdeaStatus
from bridge.domain.identity import Key, Kind
from bridge.domain.participation import Direction, Exposure, Method, Reply, Vote
from bridge.domain.status import StatusChange
from bridge.domain.trial import Result, Trial
from bridge.pipeline import moderate
from bridge.pipeline.guide import gather
from bridge.pipeline.intake import submit
from bridge.pipeline.portray import portray
from bridge.pipeline.rank import rank
from bridge.pipeline.raw import RawIdea
from bridge.pipeline.release import release
from bridge.pipeline.revise import revise
from bridge.ports import UnitOfWork
from bridge.render.guide.site import Site, build_site
from bridge.settings import Settings
from bridge.wiring import Bridge, open_bridge
from tests.e2e.small_campaign import SLUG, at, campaign_text
from tests.e2e.test_browser import FLAGS
from tests.perf.material import idea_texts
from tests.same_names import fix_names

IDEAS, PEOPLE = 64, 120
DESK = {"width": 1280, "height": 900}
Visit = Callable[..., Page]
PORTERS = 4

PLANTED = {
    "waiting": "The marmalade on the night trolley should wait for somebody to look at it.",
    "rejected": "A trombone in every corridor would keep all of us awake and was refused.",
    "returned": "The periscope at the nurses' desk was given back to be written anew.",
    "unpublished": "A xylophone for the lift is accepted and has not been published yet.",
    "withdrawn": "The gargoyle above the entrance was taken back by whoever wrote it.",
    "merged": "A catamaran for the car park goes on in another idea from now on.",
    "removed": "The dandelion beds were removed from the forum by a moderator.",
    "version": "The harmonica in the first wording had to go from this idea later.",
    "reply": "This accordion of a reply was removed by a moderator of the forum.",
    "talk": "I am somebody who talks of a bassoon and nobody ever liked that reply.",
}
"""By what became of it, a text that holds one word which stands nowhere else."""

CANARIES = {
    "waiting": "marmalade",
    "rejected": "trombone",
    "returned": "periscope",
    "unpublished": "xylophone",
    "withdrawn": "gargoyle",
    "merged": "catamaran",
    "removed": "dandelion",
    "version": "harmonica",
    "reply": "accordion",
    "talk": "bassoon",
    "trial": "theremin",
    "reason": "vuvuzela",
    "owner": "didgeridoo",
}

HOSTILE = (
    "<script>alert(1)</script> Put <b>one</b> list on the wall & tell {{ everybody }} what is on it. "
    '=HYPERLINK("https://evil.example") would be one thing to leave out. ![x](https://evil.example/x.png)'
)

FILE = campaign_text(days=60).replace("lenses:\n", "lenses:\n  - who-can-act\n") + (
    "groups:\n  - {id: nurse, title: Nurse}\n  - {id: porter, title: Porter}\n  - {id: carer, title: Carer}\n"
    "partners:\n"
    "  - name: Riverside Hospital\n    role: owner\n    link: https://example.org/riverside\n"
    "    logo: {url: https://example.org/logos/riverside.png, alt: Riverside Hospital}\n"
    "  - {name: The Friends, role: supporter}\n"
    "related:\n  - {title: Good food first, link: https://example.org/food, summary: What people eat.}\n"
    "guide:\n  solutions: 12\n  published: 2015-03-20\n  link: https://example.org/guide/\n"
)


@dataclass(frozen=True, slots=True)
class Stage:
    """A bridge without a forum, its campaign, and the guide that comes out of it."""

    bridge: Bridge
    campaign: Campaign
    guide: Guide
    folder: Path

    @property
    def ideas(self) -> dict[str, Idea]:
        """Every idea of the store by id."""
        with self.bridge.store.begin() as unit:
            return {idea.id: idea for idea in unit.ideas.all(SLUG)}


def site_of(bridge: Bridge, campaign: Campaign, guide: Guide, lessons: str | None = None) -> Site:
    """The site of this guide, with links to a forum that nobody asks for anything."""
    titles = {idea.id: idea.title for idea in guide.ideas}
    ranking = replace(guide.ranking, ideas=tuple(idea.ranked for idea in guide.ideas))
    picture = portray(bridge.store, campaign, ranking, ranking.ideas, titles, "support")
    return Site(campaign, guide, picture, "https://forum.example/t/{}".format, lessons)


def gathered(bridge: Bridge, campaign: Campaign) -> Guide:
    """The guide as it stands now."""
    now = bridge.clock.now()
    ranking = rank(bridge.store, campaign, now)
    return gather(bridge.store, campaign, ranking, now, bridge.redactor, bridge.relations)


def written(folder: Path, files: Iterator[tuple[str, bytes]]) -> Path:
    """The files of a site on disk."""
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def take_in(bridge: Bridge, campaign: Campaign, raw: list[RawIdea], *, reviewed: bool = True) -> None:
    """Ideas through the real intake."""
    submit(
        bridge.store,
        bridge.redactor,
        bridge.similarity,
        campaign,
        raw,
        bridge.clock.now(),
        title_of=bridge.title_of,
        pseudonyms=bridge.pseudonyms,
        reviewed=reviewed,
    )


def idea_with(bridge: Bridge, word: str) -> Idea:
    """The one idea that holds a word."""
    with bridge.store.begin() as unit:
        (found,) = (idea for idea in unit.ideas.all(SLUG) if word in idea.text)
    return found


def play(bridge: Bridge, clock: SimulatedClock, campaign: Campaign) -> None:
    """Everything that happened, from the first idea to the last vote."""
    luck = random.Random(2015)
    texts = [HOSTILE, *idea_texts(IDEAS - 1)]
    roles = ["nurse"] * 30 + ["carer"] * 12 + ["porter"] * PORTERS + [None] * (IDEAS - 30 - 12 - PORTERS)
    raw = [
        RawIdea(
            text,
            f"q{1 + number % 2}",
            title="=1+1 is what we count to" if number == 0 else "",
            role=role,
            lenses=(("means-time", "act-team"), ("means-money",), ())[number % 3],
            experience=Experience.WE_DID if number % 4 == 0 else Experience.WOULD_LIKE,
        )
        for number, (text, role) in enumerate(zip(texts, roles, strict=True))
    ]
    public = [PLANTED[name] for name in ("withdrawn", "merged", "removed", "version")]
    take_in(bridge, campaign, raw[: IDEAS // 2])
    release(bridge.store, campaign, clock.now())
    clock.advance(timedelta(days=2))
    take_in(bridge, campaign, [*raw[IDEAS // 2 :], *(RawIdea(text, "q1") for text in public)])
    release(bridge.store, campaign, clock.now())
    with bridge.store.begin() as unit:
        shown = list(unit.ideas.all(SLUG))
        for number, idea in enumerate(shown):
            unit.links.put(Link(Key(SLUG, Kind.IDEA, idea.id), 1, {}, 7, 1000 + number, 5000 + number))
    # What may not be read: in the state in which each of it would stand at the end.
    clock.advance(timedelta(days=1))
    take_in(bridge, campaign, [RawIdea(PLANTED["unpublished"], "q1")])
    kept = ("waiting", "rejected", "returned")
    take_in(bridge, campaign, [RawIdea(PLANTED[name], "q1") for name in kept], reviewed=False)
    with bridge.store.begin() as unit:
        by_text = {found.text: found.id for found in unit.submissions.waiting(SLUG)}
    for name, refuse in (("rejected", moderate.reject), ("returned", moderate.return_)):
        refuse(bridge.store, bridge.redactor, SLUG, by_text[PLANTED[name]], "unclear", clock.now())
    revised = idea_with(bridge, CANARIES["version"])
    revise(
        bridge.store,
        bridge.redactor,
        SLUG,
        revised.id,
        clock.now(),
        title="Say it in plain words",
        text="What had to go is not in these words any more, and the idea goes on.",
        hide_earlier=True,
    )
    reworded = idea_with(bridge, texts[5])
    with bridge.store.begin() as unit:
        unit.ideas.appeared(SLUG, unit.ideas.not_appeared(SLUG))
    new = "Better words for this came out of the replies, and its author took them up."
    revise(bridge.store, bridge.redactor, SLUG, reworded.id, clock.now(), text=new)
    goes_on = idea_with(bridge, "not in these words any more")
    with bridge.store.begin() as unit:
        withdrawn = saying(unit.ideas.all(SLUG), PLANTED["withdrawn"])
        unit.ideas.put(replace(withdrawn, status=IdeaStatus.WITHDRAWN))
        merged = saying(unit.ideas.all(SLUG), PLANTED["merged"])
        unit.ideas.put(replace(merged, merged_into=goes_on.id))
        removed = saying(unit.ideas.all(SLUG), PLANTED["removed"])
        link = unit.links.get(Key(SLUG, Kind.IDEA, removed.id))
        assert link is not None
        unit.links.put(replace(link, state=LinkState.REMOVED))
        chosen = saying(unit.ideas.all(SLUG), texts[1])
        unit.ideas.put(replace(chosen, status=IdeaStatus.CHOSEN))
        _became(unit, chosen, [withdrawn, merged, removed], clock.now())
        _votes(unit, shown, luck, clock)
        _replies(unit, chosen, clock)
        for name in ("Zoë Ardent", "abbey Linnet"):
            unit.receipts.name(SLUG, name)
    clock.move_to(at(61))


def _became(unit: UnitOfWork, chosen: Idea, gone: list[Idea], now: datetime) -> None:
    """One idea is in somebody's hands and was tried in two places; nothing of those that are gone shows."""
    unit.statuses.add(StatusChange(SLUG, chosen.id, 1, IdeaStatus.CHOSEN, "Three wards asked for it.", now))
    since = now.date() - timedelta(days=70)
    unit.follow_ups.put(Undertaking(SLUG, chosen.id, "The porters <b>", "Buy oil & rags", since))
    unit.follow_ups.answer(CheckIn(SLUG, chosen.id, 30, Course.MOVING, "Half of them are quiet.", now))
    month = date(2015, 3, 1)
    unit.trials.add(Trial(SLUG, chosen.id, 1, "Ward 7", month, Result.WORKED, "One can was enough.", now))
    unit.trials.add(Trial(SLUG, chosen.id, 2, "=The day unit", None, Result.DID_NOT, "", now))
    for idea in gone:
        words = "The theremin was tried all the same."
        unit.trials.add(Trial(SLUG, idea.id, 1, "Somewhere", None, Result.PARTLY, words, now))
        unit.statuses.add(StatusChange(SLUG, idea.id, 1, IdeaStatus.CHOSEN, "The vuvuzela said so.", now))
        unit.follow_ups.put(Undertaking(SLUG, idea.id, "The didgeridoo band", "", since))


def saying(ideas: Iterable[Idea], text: str) -> Idea:
    """The idea with this text."""
    (found,) = (idea for idea in ideas if idea.text == text)
    return found


def _votes(unit: UnitOfWork, shown: list[Idea], luck: random.Random, clock: SimulatedClock) -> None:
    """Two camps that differ over half of the ideas; some ideas hardly anybody has seen."""
    exposures = []
    for number, idea in enumerate(shown):
        votes = []
        quality, split = luck.uniform(0.2, 0.9), 0.35 if number % 2 else 0.0
        for person in range(PEOPLE):
            if luck.random() > (0.06 if number % 9 == 0 else 0.6):
                continue
            chance = quality + (split if person % 2 else -split)
            roll = luck.random()
            way = (
                Direction.UP if roll < chance else Direction.DOWN if roll < chance + 0.3 else Direction.UNSURE
            )
            cast = clock.now() + timedelta(minutes=person)
            votes.append(Vote(idea.id, f"{person:032x}", Method.POLL, way, cast, told=True))
        unit.ledger.replace_votes(SLUG, idea.id, votes, methods=frozenset({Method.POLL}), at=clock.now())
        exposures.append(Exposure(str(Key(SLUG, Kind.IDEA, idea.id)), len(votes) + 5, clock.now()))
    unit.ledger.put_exposures(SLUG, exposures)


REPLIES = (
    ("We tried this with @wise_owl on two wards, and it **worked** from the first week on.", 9, False),
    ("Ask Margaret Okafor on 07700 900123 how it went, she has done it for many years now.", 6, False),
    ("I would add one thing to this: let the night team choose the hour.", 4, False),
    ("A fourth reply that people liked, but three were liked more than this one.", 1, False),
    ('[quote="vera, post:1"]We tried this[/quote] I think so too, all of it, every word.', 12, False),
    ("See https://example.org/elsewhere for how others did the very same thing.", 11, False),
    ("+1", 30, False),
    (PLANTED["reply"], 20, True),
    (PLANTED["talk"], 0, False),
)


def _replies(unit: UnitOfWork, idea: Idea, clock: SimulatedClock) -> None:
    document = str(Key(SLUG, Kind.IDEA, idea.id))
    unit.ledger.put_replies(
        SLUG,
        [
            Reply(9000 + number, document, f"{number:032x}", text, clock.now(), likes, removed)
            for number, (text, likes, removed) in enumerate(REPLIES)
        ],
    )


@pytest.fixture(scope="package")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The campaign after its last day."""
    with staged(tmp_path_factory.mktemp("stage")) as found:
        yield found


@contextmanager
def staged(folder: Path) -> Iterator[Stage]:
    """The campaign after its last day, with nothing that another test has changed."""
    clock = SimulatedClock(at(1))
    settings = Settings(database_url=f"sqlite:///{folder}/bridge.sqlite3", ner="off")
    fix_names(settings.key_path(), SLUG)
    bridge = open_bridge(settings, forum=False, clock=clock)
    campaign = load_text(FILE, "campaign.yaml")
    try:
        play(bridge, clock, campaign)
        yield Stage(bridge, campaign, gathered(bridge, campaign), folder)
    finally:
        bridge.close()


LESSONS = "# What went well\n\nPeople **wrote** more than we thought.\n\n![x](https://example.org/y.png)\n"


@pytest.fixture(scope="package")
def files(stage: Stage) -> dict[str, bytes]:
    """The whole site by path."""
    return dict(build_site(site_of(stage.bridge, stage.campaign, stage.guide, LESSONS)))


@pytest.fixture(scope="package")
def folder(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site on disk."""
    return written(tmp_path_factory.mktemp("site"), iter(files.items()))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless browser."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium here; as root: apt-get install chromium")
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser, folder: Path) -> Iterator[Visit]:
    """Opens a page from disk. Whatever it asks for has to lie in the folder, and nothing may go wrong."""
    opened: list[BrowserContext] = []
    elsewhere: list[str] = []
    errors: list[str] = []
    home = folder.as_uri()

    def open_page(name: str = "index.html", size: dict[str, int] = DESK, *, scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        opened.append(context)
        page = context.new_page()
        page.on(
            "request", lambda asked: elsewhere.append(asked.url) if not asked.url.startswith(home) else None
        )
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console", lambda said: errors.append(said.text) if said.type in ("error", "warning") else None
        )
        page.goto(f"{home}/{name}")
        return page

    yield open_page
    for context in opened:
        context.close()
    assert elsewhere == []
    assert errors == []


def found(page: Page) -> Locator:
    """The ideas that the search shows."""
    return page.locator("#found > li")


def count(page: Page, words: str) -> None:
    """Wait until the count says so; it is the part that a screen reader announces."""
    expect(page.get_by_role("status")).to_have_text(words)
