"""One request, one answer: the only place that speaks HTTP to the forum.

No redirects are followed (the address of the thing looked for is all that is wanted of them) and nothing is
repeated here. The key goes into the headers at the last moment and is held nowhere that a traceback, a log
or a `repr` shows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from bridge import __version__
from bridge.forum import errors
from bridge.forum.endpoint import Endpoint, Reply
from bridge.forum.settings import Credentials, ForumSettings

Json = dict[str, object]
"""A JSON object to send."""

Query = Mapping[str, str | int | list[int]]
"""Parameters of an address; lists repeat their name, which ends in `[]`."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to upload, with the fields of the form that goes with it."""

    name: str
    data: bytes
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer: decoded JSON, or the address that the forum points to."""

    data: object = None
    location: str = ""


class _Key(AuthBase):
    """Puts the key's headers on a request when it leaves."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Api-Key"] = self._credentials.key
        if self._credentials.username is not None:
            request.headers["Api-Username"] = self._credentials.username
        return request

    def __repr__(self) -> str:
        return "<forum key>"


class Transport:
    """A session with the forum for one key; keeps its connection open between requests.

    `counts` tells how many requests went out by endpoint, refused ones included, and `answers` what came
    back: `ok`, or what kind of failure (`rate-limited`, `forum-down`, `rejected`, ...). `date` is the time
    that the forum's last answer bears, as it stands there.
    """

    def __init__(self, settings: ForumSettings, credentials: Credentials) -> None:
        self._base = settings.base
        self._timeouts = (settings.connect_timeout, settings.answer_timeout)
        self.counts: Counter[Endpoint] = Counter()
        self.answers: Counter[tuple[Endpoint, str]] = Counter()
        self.date: str | None = None
        self._session = requests.Session()
        self._session.auth = _Key(credentials)
        self._session.headers.update(
            {
                "Accept": "application/json",
                "Accept-Encoding": "gzip",
                "User-Agent": f"ideabridge/{__version__}",
            }
        )
        for scheme in ("http://", "https://"):
            # Repeating is decided above, by what a repeat could break; never inside the library.
            self._session.mount(scheme, HTTPAdapter(max_retries=0, pool_maxsize=2))

    @property
    def total(self) -> int:
        """Requests so far."""
        return self.counts.total()

    def send(
        self,
        endpoint: Endpoint,
        *,
        ids: dict[str, str | int] | None = None,
        query: Query | None = None,
        body: Json | None = None,
        file: File | None = None,
    ) -> Answer:
        """Send one request.

        `ids` fill the places of the endpoint's path, `body` goes out as JSON, a `file` as a form.

        Raises:
            ForumError: of the kind that bridge.forum.errors decides.
        """
        self.counts[endpoint] += 1
        outcome = self._exchange(endpoint, self._base + endpoint.path(ids or {}), query, body, file)
        self.answers[endpoint, _kind(outcome)] += 1
        # Raised outside of any `except`, so that no exception that holds the request's headers hangs on.
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def _exchange(
        self, endpoint: Endpoint, url: str, query: Query | None, body: Json | None, file: File | None
    ) -> Answer | Exception:
        try:
            answer = self._session.request(
                endpoint.method,
                url,
                params=query,
                json=body,
                data=None if file is None else dict(file.fields),
                files=None if file is None else {"file": (file.name, file.data)},
                timeout=self._timeouts,
                allow_redirects=False,
            )
        except requests.RequestException as failure:
            return errors.from_failure(endpoint, failure)
        self.date = answer.headers.get("Date")
        if endpoint.reply is Reply.LOCATION and answer.is_redirect:
            return Answer(location=answer.headers["Location"])
        decoded, data = _decode(answer)
        if not answer.ok or answer.is_redirect or answer.status_code == 304:
            refusal = errors.Refusal(answer.status_code, data, answer.headers, _has_tag_objects(body))
            return errors.from_answer(endpoint, refusal)
        if endpoint.reply is Reply.NOTHING:
            return Answer()
        return Answer(data) if decoded else errors.unreadable(endpoint)


def _decode(answer: requests.Response) -> tuple[bool, object]:
    try:
        return True, answer.json()
    except ValueError:
        return False, None


def _has_tag_objects(body: Json | None) -> bool:
    tags = (body or {}).get("tags")
    return isinstance(tags, list) and any(isinstance(tag, dict) for tag in tags)


def _kind(outcome: object) -> str:
    """`ok`, or the kind of failure as it is named among the errors, in small letters with hyphens."""
    if not isinstance(outcome, Exception):
        return "ok"
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(outcome).__name__).lower()
