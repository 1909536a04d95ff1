"""The form's side: its address as the world sees it, and what stands before it."""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from bridge.domain.campaign import Campaign, FormAccess
from bridge.domain.checkup import Checked, broken, doubtful, fine
from bridge.settings import Settings

AREA = "form"

_SECONDS = 5.0
_HERE = ("localhost", "127.0.0.1", "::1")


def address(settings: Settings, campaigns: Sequence[Campaign]) -> Iterator[Checked]:
    """Whether the form has an address, by TLS, behind a proxy that is named."""
    if campaigns and all(campaign.intake.form is FormAccess.CLOSED for campaign in campaigns):
        yield fine(AREA, "address", "no campaign takes ideas by form")
        return
    yield fine(AREA, "embedding", "no other site can show it in a frame; link to it instead")
    url = settings.web_url
    if url is None:
        told = "IDEABRIDGE_WEB_URL is not set: pages name whatever address a request names"
        yield doubtful(AREA, "address", told, "Set it to the public address of the form.")
        return
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        fix = "Give scheme and host, such as https://ideas.example.org."
        yield broken(AREA, "address", "IDEABRIDGE_WEB_URL is no web address", fix)
        return
    if parts.scheme == "http" and parts.hostname not in _HERE:
        told = "it is not by TLS: ideas and receipts pass in the clear"
        yield broken(AREA, "address", told, "Put a reverse proxy with TLS before it (deploy/nginx).")
    else:
        yield fine(AREA, "address", url)
    if parts.scheme == "https":
        yield _proxy(settings)


def _proxy(settings: Settings) -> Checked:
    if settings.proxies():
        return fine(AREA, "proxy", "its word on where visitors come from is believed")
    told = "IDEABRIDGE_WEB_PROXIES names none, so that all visitors count as one"
    return doubtful(
        AREA, "proxy", told, "Name the address of the proxy, or people are turned away by limits."
    )


def answers(settings: Settings) -> Iterator[Checked]:
    """Whether the form answers under its public address; no more than one request to /healthz."""
    url = urlsplit(settings.web_url or "")
    if not url.hostname or url.scheme not in ("http", "https"):
        return
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    start = "Start `ideabridge serve` or `web`, and look at the proxy's settings and certificate."
    try:
        connection = kind(url.hostname, url.port, timeout=_SECONDS)
        try:
            connection.request("GET", f"{url.path.rstrip('/')}/healthz")
            status = connection.getresponse().status
        finally:
            connection.close()
    except (OSError, http.client.HTTPException) as failure:
        reason = getattr(failure, "strerror", None) or type(failure).__name__
        told = f"no answer from {settings.web_url} ({reason})"
        yield doubtful(AREA, "answer", told, start)
        return
    if status == http.client.OK:
        yield fine(AREA, "answer", f"{settings.web_url} answers")
    else:
        yield doubtful(AREA, "answer", f"{settings.web_url} answers with {status}", start)
