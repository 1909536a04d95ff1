"""`web`: the form, the receipt pages and the interface for programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bridge.cli.context import campaign_paths, opened
from bridge.cli.output import note, say
from bridge.domain.errors import UserProblem


def web(
    campaign: Annotated[
        list[Path] | None,
        typer.Option(
            "--campaign",
            "-c",
            help="Campaign file; may be given several times. IDEABRIDGE_CAMPAIGN if left out.",
            show_default=False,
        ),
    ] = None,
    host: Annotated[str, typer.Option(help="Address on which it listens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 picks a free one.")] = 8300,
) -> None:
    """Serve the form by which people send ideas without a name, until Ctrl-C.

    It needs no forum. Put a reverse proxy with TLS before it (README, The web form).
    """
    from bridge.settings import load_settings
    from bridge.web.app import build
    from bridge.web.opening import open_site
    from bridge.web.server import WebServer
    from bridge.wiring import open_admission
    from bridge.worker.campaigns import Campaigns, looking
    from bridge.worker.files import CampaignFiles

    settings = load_settings()
    files = CampaignFiles(campaign_paths(campaign))
    admission = open_admission(settings)
    try:
        with opened(forum=False) as bridge:
            campaigns = Campaigns(files, bridge.store, bridge.declarer)
            site = open_site(bridge, admission, campaigns.by_slug, settings)
            server = WebServer(build(site, settings.web_url), settings.proxies())
            with looking(campaigns, note):
                server.run(host, port, lambda address: _announce(address, list(campaigns.by_slug)))
    except OSError as error:
        raise UserProblem(
            f"cannot listen on {host}, port {port}: {error.strerror}", hint="Choose another --port or --host."
        ) from None
    finally:
        admission.close()


def _announce(address: str, slugs: list[str]) -> None:
    say(f"Form:  {address}  (Ctrl-C stops it)")
    for slug in slugs:
        say(f"       {address}/c/{slug}")
    note("no access log is written, and no address of a visitor is kept")
