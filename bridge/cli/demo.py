"""`demo`: the whole main job on the embedded forum, with a simulated crowd and a simulated calendar."""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.options import FormatOption
from bridge.cli.output import Format, count, note, say
from bridge.cli.sandbox import no_place, no_port
from bridge.domain.errors import UserProblem

if TYPE_CHECKING:
    from bridge.cli.rehearsal import Rehearsal
    from bridge.clock import SimulatedClock
    from bridge.domain.campaign import Campaign
    from bridge.sandbox.server import Sandbox
    from bridge.settings import Settings
    from bridge.wiring import Bridge

_SYNC_SECONDS = 20


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="End after the run instead of keeping the forum up.")
    ] = False,
    to_the_end: Annotated[
        bool,
        typer.Option("--to-the-end", help="Play on to the day of the guide; otherwise voting is still open."),
    ] = False,
    ideas_open: Annotated[
        bool,
        typer.Option(
            "--ideas-open", help="Stop while ideas are still asked for, to try the form and receipts."
        ),
    ] = False,
    people: Annotated[int, typer.Option(min=1, max=5000, help="How many simulated members take part.")] = 150,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the forum; 0 picks a free one.")] = 0,
    data: Annotated[
        Path | None, typer.Option(help="Keep the demo's data in this new folder; a temporary one by default.")
    ] = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Run the example campaign on the embedded forum, with a simulated crowd and calendar."""
    from pydantic import SecretStr

    from bridge.cli.rehearsal import Rehearsal
    from bridge.clock import SimulatedClock
    from bridge.declare.loader import load
    from bridge.examples import example_campaign, example_ideas
    from bridge.sandbox.server import Sandbox
    from bridge.settings import Settings
    from bridge.text.rows import read_ideas
    from bridge.wiring import open_bridge

    if data is not None:
        _make_folder(data)
    campaign = load(example_campaign())
    clock = SimulatedClock(
        datetime(campaign.starts.year, campaign.starts.month, campaign.starts.day, tzinfo=UTC)
        - timedelta(days=1)
    )
    tell = note if output is Format.TEXT else lambda _: None
    started = time.monotonic()
    with ExitStack() as stack:
        folder = data if data is not None else Path(tempfile.mkdtemp(prefix="ideabridge-demo-"))
        if data is None:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        sandbox = Sandbox(folder / "forum", clock=clock.now)
        stack.callback(sandbox.stop)
        keys = sandbox.seed()
        try:
            url = sandbox.start(port=port)
        except OSError as error:
            raise no_port(port, error) from None
        settings = Settings(
            forum_url=url,
            api_key=keys.bridge,
            api_username=keys.bridge_username,
            provision_key=keys.admin,
            provision_username=keys.admin_username,
            database_url=f"sqlite:///{folder}/ideabridge.sqlite3",
            # The demo tells the same story wherever it runs.
            ner="off",
            connect_secret=SecretStr(secrets.token_hex(16)),
        )
        bridge = open_bridge(settings, clock=clock)
        stack.callback(bridge.close)
        tell(f"the embedded forum is at {url}; the calendar starts on {clock.now():%d %B %Y}")
        bridge.forum.provision_query()
        rehearsal = Rehearsal(
            bridge, sandbox, clock, campaign, read_ideas(example_ideas(), campaign).ideas, people, tell
        )
        rehearsal.play(_last_day(campaign, to_the_end=to_the_end, ideas_open=ideas_open))
        report = _report(bridge, campaign, rehearsal, url)
        if output is Format.JSON:
            say(json.dumps(report, indent=2, ensure_ascii=False))
        else:
            _print(report, rehearsal, time.monotonic() - started, clock.now().date())
        if not once:
            form = stack.enter_context(_form(bridge, sandbox, settings, campaign))
            _stay(clock, rehearsal, url, form)


def _make_folder(data: Path) -> None:
    hint = "Name a new folder, or leave --data out."
    try:
        data.mkdir(parents=True, exist_ok=True)
        if any(data.iterdir()):
            raise UserProblem(f"{data} is not empty", hint=hint)
    except OSError as error:
        raise no_place("the demo", data, error.strerror, hint) from None


@contextmanager
def _form(bridge: Bridge, sandbox: Sandbox, settings: Settings, campaign: Campaign) -> Iterator[str]:
    """The form and the review pages of the campaign, signed in to through the embedded forum; its address."""
    from bridge.web.app import build
    from bridge.web.opening import open_site
    from bridge.web.server import WebServer
    from bridge.wiring import open_admission

    assert settings.connect_secret is not None
    secret = settings.connect_secret.get_secret_value()
    sandbox.site.store_setting("enable_discourse_connect_provider", value=True)
    sandbox.site.store_setting("discourse_connect_provider_secrets", f"127.0.0.1|{secret}")
    admission = open_admission(settings)
    server = WebServer(build(open_site(bridge, admission, {campaign.slug: campaign}, settings)))
    try:
        yield server.start()
    finally:
        server.stop()
        admission.close()


def _last_day(campaign: Campaign, *, to_the_end: bool, ideas_open: bool) -> date:
    """A week into the last phase in which people vote.

    Or three days after everything is over, or into the last phase that takes ideas.
    """
    from bridge.domain.phase import Right

    if ideas_open:
        asking = [phase for phase in campaign.phases if Right.IDEA in phase.rights]
        return asking[-1].first_day(campaign.zone) + timedelta(days=3) if asking else campaign.starts
    if to_the_end:
        return max(campaign.guide.published or campaign.ends, campaign.ends) + timedelta(days=3)
    voting = [phase for phase in campaign.phases if Right.VOTE in phase.rights]
    return voting[-1].first_day(campaign.zone) + timedelta(days=7) if voting else campaign.ends


def _report(bridge: Bridge, campaign: Campaign, rehearsal: Rehearsal, url: str) -> dict[str, object]:
    """What the demo prints as one JSON object."""
    from bridge.cli.rank import ranked_json
    from bridge.domain.identity import Kind
    from bridge.pipeline.count import numbers
    from bridge.pipeline.rank import rank

    now = bridge.clock.now()
    ranking = rank(bridge.store, campaign, now)
    figures = numbers(bridge.store, campaign, None, None)
    with bridge.store.begin() as unit:
        links = unit.links.all(campaign.slug)
        titles = {idea.id: idea.title for idea in unit.ideas.all(campaign.slug)}
    topics = {
        link.key.name: link.topic_id
        for link in links
        if link.topic_id is not None and link.key.kind not in (Kind.CATEGORY, Kind.NOTICE)
    }
    return {
        "forum_url": url,
        "campaign": campaign.slug,
        "topics_created": len(topics),
        "ideas_published": figures.ideas,
        "people": figures.people,
        "votes": figures.votes,
        "replies": figures.replies,
        "requests": bridge.forum.requests,
        "changes_left": rehearsal.tale.changes_left,
        "ranking": [
            {**ranked_json(ranked, titles), "url": bridge.forum.topic_url(topics.get(ranked.idea) or 0)}
            for ranked in ranking.ideas
        ],
        "digests": [
            {"week": week, "url": bridge.forum.topic_url(topics[week] or 0)}
            for week in rehearsal.tale.digests
        ],
        "start_url": bridge.forum.topic_url(topics.get("start") or 0),
    }


def _print(report: dict[str, object], rehearsal: Rehearsal, seconds: float, day: date) -> None:
    tale = rehearsal.tale
    ranking = report["ranking"]
    digests = report["digests"]
    assert isinstance(ranking, list)
    assert isinstance(digests, list)
    lines = [
        "",
        f"{report['campaign']} on {day}, after {count(tale.syncs, 'sync')} in {seconds:.0f} seconds",
        f"  topics created   {report['topics_created']}",
        f"  ideas published  {report['ideas_published']}",
        f"  people           {report['people']}",
        f"  votes            {report['votes']}",
        f"  replies          {report['replies']}",
        f"  requests         {report['requests']}",
        f"  still to change  {report['changes_left']}",
        "",
        f"start here: {report['start_url']}",
        "",
        "best supported:",
        *(
            f"  {row['place']:>3}{'=' if row['tied'] else ' '} {row['score']:.0%}  {row['title']}\n"
            f"            {row['url']}"
            for row in ranking[:10]
        ),
        "",
        "digests:",
        *(f"  {row['week']}  {row['url']}" for row in digests),
    ]
    say("\n".join(lines))


def _stay(clock: SimulatedClock, rehearsal: Rehearsal, url: str, form: str) -> None:
    """Keep forum and form up at the machine's pace, and sync what people do there until Ctrl-C."""
    clock.run_on()
    note(f"\nthe forum stays up at {url}: open it, log in as any member, vote and reply; Ctrl-C ends it")
    note(f"the form is at {form}; moderators review there under /review, or in the forum as forum_moderator")
    note(f"what you do there is counted every {_SYNC_SECONDS} seconds")
    try:
        while True:
            time.sleep(_SYNC_SECONDS)
            pulled = rehearsal.look_after().pulled
            if pulled is not None and (pulled.votes_changed or pulled.replies_changed):
                votes = count(pulled.votes_changed, "vote")
                note(f"synced: {votes}, {count(pulled.replies_changed, 'reply', 'replies')} changed")
    except KeyboardInterrupt:
        note("ended")
