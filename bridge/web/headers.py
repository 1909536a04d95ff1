"""What every answer says to browsers: take nothing from elsewhere, keep nothing, tell nobody."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders

PLAIN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""No script at all: what is on the page can neither read the text nor send it away."""

PROOF_POLICY = f"{PLAIN_POLICY}; script-src 'self'; worker-src 'self'; connect-src 'self'"
"""For the one page whose browser has to work out a proof: scripts from here, talking to here."""

_EVERYWHERE: Mapping[str, str] = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), "
        "browsing-topics=(), clipboard-read=()"
    ),
    "x-robots-tag": "noindex, nofollow",
}
_FOREVER = "public, max-age=31536000, immutable"


def put_on(headers: MutableHeaders, *, lasting: bool) -> None:
    """Set them; `lasting` for files that are named by what is in them and may stay in the browser.

    A page that needs scripts has set its own policy before.
    """
    for name, value in _EVERYWHERE.items():
        headers[name] = value
    headers.setdefault("content-security-policy", PLAIN_POLICY)
    headers["cache-control"] = _FOREVER if lasting else "no-store"
