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

GUIDE_POLICY = f"{PLAIN_POLICY}; script-src 'self'; connect-src 'self'"
"""For the guide, whose search is a script of its own: still nothing from elsewhere."""

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
}
_UNLESS_SAID: Mapping[str, str] = {
    "x-robots-tag": "noindex, nofollow",
    "content-security-policy": PLAIN_POLICY,
    "cache-control": "no-store",
}
"""What a page may have set otherwise: one that needs scripts, or a guide that people should find."""

_FOREVER = "public, max-age=31536000, immutable"


def put_on(headers: MutableHeaders, *, lasting: bool) -> None:
    """Set them; `lasting` for files that are named by what is in them and may stay in the browser."""
    for name, value in _EVERYWHERE.items():
        headers[name] = value
    for name, value in _UNLESS_SAID.items():
        headers.setdefault(name, value)
    if lasting:
        headers["cache-control"] = _FOREVER
