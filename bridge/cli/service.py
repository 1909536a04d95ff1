"""`worker`, `serve`: the runs that go on for months."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.context import campaign_paths, opened
from bridge.cli.output import note, say
from bridge.domain.errors import UserProblem

if TYPE_CHECKING:
    from bridge.worker.loop import Worker

CampaignsOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--campaign",
        "-c",
        help="Campaign file; may be given several times. IDEABRIDGE_CAMPAIGN if left out.",
        show_default=False,
    ),
]


def worker(campaign: CampaignsOption = None) -> None:
    """Do by itself whatever is due: sync, digest, phases, retention, until it is stopped.

    Several workers may run on one database, also on several machines. SIGTERM or Ctrl-C lets it finish the
    operation at work; SIGHUP, or a changed campaign file, has the file read again.
    """
    from bridge.settings import load_settings
    from bridge.worker.campaigns import Campaigns
    from bridge.worker.files import CampaignFiles
    from bridge.worker.loop import Worker

    settings = load_settings()
    settings.require_forum()
    files = CampaignFiles(campaign_paths(campaign))
    with opened(forum=False) as bridge:
        campaigns = Campaigns(files, bridge.store, bridge.declarer)
        at_work = Worker(bridge, settings, campaigns, note)
        named = ", ".join(campaigns.by_slug) or "campaigns to come"
        say(f"Worker for {named}  (Ctrl-C stops it)")
        with _signals(at_work):
            at_work.run()
    note("stopped")


def serve(
    campaign: CampaignsOption = None,
    host: Annotated[str, typer.Option(help="Address on which it listens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 picks a free one.")] = 8300,
) -> None:
    """Run the web side and the worker together, for one machine."""
    from bridge.settings import load_settings
    from bridge.web.app import build
    from bridge.web.opening import open_site
    from bridge.web.server import WebServer
    from bridge.wiring import open_admission
    from bridge.worker.campaigns import Campaigns
    from bridge.worker.files import CampaignFiles
    from bridge.worker.loop import Worker

    settings = load_settings()
    settings.require_forum()
    files = CampaignFiles(campaign_paths(campaign))
    admission = open_admission(settings)
    try:
        with opened(forum=False) as bridge:
            campaigns = Campaigns(files, bridge.store, bridge.declarer)
            site = open_site(bridge, admission, campaigns.by_slug, settings)
            server = WebServer(build(site, settings.web_url), settings.proxies())
            try:
                address = server.start(host, port)
            except OSError as error:
                raise UserProblem(
                    f"cannot listen on {host}, port {port}: {error.strerror}",
                    hint="Choose another --port or --host.",
                ) from None
            at_work = Worker(bridge, settings, campaigns, note)
            say(f"Form:  {address}  (Ctrl-C stops form and worker)")
            try:
                with _signals(at_work):
                    at_work.run()
            finally:
                server.stop()
    finally:
        admission.close()
    note("stopped")


@contextmanager
def _signals(at_work: Worker) -> Iterator[None]:
    """SIGTERM and Ctrl-C stop it in good order, SIGHUP has the files read again."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        at_work.stopping.set()

    def reload(_number: int, _frame: FrameType | None) -> None:
        at_work.reload.set()

    before = {
        signal.SIGTERM: signal.signal(signal.SIGTERM, stop),
        signal.SIGINT: signal.signal(signal.SIGINT, stop),
        signal.SIGHUP: signal.signal(signal.SIGHUP, reload),
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
