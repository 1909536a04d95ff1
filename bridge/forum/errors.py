"""Turns what the forum answers, or fails to answer, into the bridge's error types.

Which of Temporary, Permanent and Unknown it is decides whether a request may go out again, so the rule is:
a write is *not done* only where the forum refused before acting (4xx, 429, a read-only 503) or was never
reached. Every other failure of a write is Unknown: a 500 may come after the row was stored, a 502 or 504
after the proxy lost patience, and a cut answer after everything was done.

One 500 is known to come before acting: Discourse 3.5 crashes on tags given as objects while it reads the
parameters (OBSERVED, section 3). It is Rejected, but only when the request did carry tags as objects.

Texts of the forum are in the language of the key's account, so decisions rest on status and shape only.
"""

from __future__ import annotations

import html
import re
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import requests
import urllib3

from bridge.domain.errors import (
    EditConflict,
    Forbidden,
    ForumDown,
    ForumError,
    Gone,
    RateLimited,
    Rejected,
    Timeout,
    UnexpectedAnswer,
    Unknown,
)
from bridge.forum.endpoint import Endpoint

DEFAULT_DELAY = 10.0
"""Seconds to wait after a 429 that names none (an nginx page, say)."""

_TAG = re.compile(r"<[^>]*>")
_MOST_REASONS = 5
_REASON_LENGTH = 300
_SETTLE = "Run the same command again later: the bridge then looks at the forum before it writes."


class NotConnected(ForumDown):
    """No connection came about, so nothing was sent: even a write may be tried again."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is left of an answer for judging it: no headers of ours, no text beyond the reasons."""

    status: int
    data: object
    headers: Mapping[str, str] = field(default_factory=dict)
    tag_objects: bool = False


def from_answer(endpoint: Endpoint, answer: Refusal) -> ForumError:
    """The error that an answer other than success stands for."""
    status = answer.status
    if status == 429:
        return rate_limited(endpoint, answer)
    if 300 <= status < 400:
        return UnexpectedAnswer(
            f"{endpoint}: the forum points to another address ({status}) where an answer was expected.",
            hint="Check the forum's address: https or http, with or without www, and the folder, if any.",
        )
    if status in (401, 403):
        return Forbidden(
            f"{endpoint}: the forum refuses this ({status}).",
            hint="Check the key, its user name, its scopes and the rights of that account.",
        )
    if status in (404, 410):
        return Gone(
            f"{endpoint}: it is not there, or this account may not see it ({status}).",
            hint="Look at it in the forum with the bridge's account.",
        )
    if status == 409:
        return EditConflict(
            f"{endpoint}: someone edited this since it was read.",
            hint="Run the plan again and compare both texts.",
        )
    if status >= 500 or status == 408:
        return _broken(endpoint, answer)
    return Rejected(
        f"{endpoint}: the forum does not accept this ({status}).",
        reasons=reasons(answer.data),
        hint="Change what the forum names in its reasons.",
    )


def rate_limited(endpoint: Endpoint, answer: Refusal) -> RateLimited:
    """A 429 of any of its three shapes: the application's JSON, its plain text, a proxy's page."""
    delay = _wait_seconds(answer.data)
    if delay is None:
        delay = _number(answer.headers.get("Retry-After"))
    if delay is None:
        delay = DEFAULT_DELAY
    return RateLimited(
        f"{endpoint}: too many requests, the forum wants {delay:.0f} s of quiet.",
        delay=delay,
        hint="The limit is shared by all keys of the forum; lower the bridge's pace if this happens often.",
    )


def from_failure(endpoint: Endpoint, failure: requests.RequestException) -> ForumError:
    """The error for a request that got no whole answer."""
    if _never_sent(failure):
        return NotConnected(
            f"{endpoint}: no connection to the forum.",
            hint="Check the forum's address, the network and the forum's certificate.",
        )
    if not endpoint.reads:
        return Unknown(f"{endpoint}: sent, but no whole answer came back.", hint=_SETTLE)
    if isinstance(failure, requests.Timeout):
        return Timeout(f"{endpoint}: no answer in time.", hint="The forum is slow; try again later.")
    return ForumDown(f"{endpoint}: the answer broke off.", hint="Try again later.")


def unreadable(endpoint: Endpoint) -> ForumError:
    """A success whose JSON is cut or is no JSON at all."""
    if not endpoint.reads:
        return Unknown(f"{endpoint}: carried out or not, the answer cannot be read.", hint=_SETTLE)
    return ForumDown(
        f"{endpoint}: the answer is not readable JSON.",
        hint="Something between the bridge and the forum may answer in its place; try again later.",
    )


def reasons(data: object) -> tuple[str, ...]:
    """The forum's reasons, as plain text, a few and short; from each of the shapes it uses."""
    if not isinstance(data, dict):
        return ()
    found: object = data.get("errors") or data.get("message") or data.get("error")
    texts = found if isinstance(found, list) else [found]
    plain = (html.unescape(_TAG.sub("", text)).strip() for text in texts if isinstance(text, str))
    return tuple(text[:_REASON_LENGTH] for text in plain if text)[:_MOST_REASONS]


def _broken(endpoint: Endpoint, answer: Refusal) -> ForumError:
    crashed = isinstance(answer.data, dict) and "error" in answer.data and "errors" not in answer.data
    if answer.status == 503 and isinstance(answer.data, dict):
        return ForumDown(
            f"{endpoint}: the forum is read-only or closed for the moment (503).",
            hint="A backup or an upgrade may be running; try again later.",
        )
    if endpoint.reads:
        return ForumDown(f"{endpoint}: the forum fails ({answer.status}).", hint="Try again later.")
    if answer.status == 500 and crashed and answer.tag_objects:
        return Rejected(
            f"{endpoint}: the forum crashed on the form in which tags were sent (500).",
            reasons=reasons(answer.data),
            hint="Its version wants tags as plain words; check the version that its about page shows.",
        )
    return Unknown(f"{endpoint}: the forum failed while carrying this out ({answer.status}).", hint=_SETTLE)


def _wait_seconds(data: object) -> float | None:
    extras = data.get("extras") if isinstance(data, dict) else None
    return _number(extras.get("wait_seconds")) if isinstance(extras, dict) else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None


def _never_sent(failure: requests.RequestException) -> bool:
    """Whether the fault lies before the first byte of the request, for certain."""
    if isinstance(failure, requests.ConnectTimeout):
        return True
    before = (
        urllib3.exceptions.NewConnectionError,
        urllib3.exceptions.ConnectTimeoutError,
        ssl.SSLCertVerificationError,
    )
    return any(isinstance(fault, before) for fault in _chain(failure))


def _chain(failure: BaseException) -> Iterator[BaseException]:
    """An exception and all that it wraps, by whichever of the ways that requests and urllib3 use."""
    waiting: list[object] = [failure]
    seen: set[int] = set()
    while waiting:
        fault = waiting.pop()
        if not isinstance(fault, BaseException) or id(fault) in seen:
            continue
        seen.add(id(fault))
        yield fault
        waiting += [*fault.args, fault.__cause__, fault.__context__, getattr(fault, "reason", None)]
