"""Authors at the doors of the web side: over HTTP, as a browser and as a program would."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from bridge.domain.receipt import read_code
from bridge.privacy.commands import Failed
from bridge.privacy.people import Author


class Visitor:
    """One author with a browser or a program, seen by the site under the author's own address."""

    def __init__(self, site: str, campaign: str, author: Author, answers: dict[str, str]) -> None:
        self._host = urlsplit(site).netloc
        self._campaign = campaign
        self._author = author
        self._answers = answers

    def open_form(self) -> None:
        """Take the token that a form carries."""
        page = self._get(f"/c/{self._campaign}")
        self._author.token = _hidden(page)["token"]

    def open_interface(self) -> None:
        """Take the token that a program asks for."""
        self._author.token = json.loads(self._get(f"/api/campaigns/{self._campaign}/token"))["token"]

    def send_form(self) -> None:
        """Preview, then send; the receipt stands on the last page."""
        fields = {"question": "q1", "text": self._author.text, "token": self._author.token}
        # What is shown to its author is the author's; everything else is searched.
        shown = self._post(f"/c/{self._campaign}/preview", fields)
        self._sent()
        page = self._post(f"/c/{self._campaign}/send", _hidden(shown))
        self._sent()
        self._author.receipt = _code(page)

    def send_program(self) -> None:
        """The same over the interface."""
        body = {
            "campaign": self._campaign,
            "question": "q1",
            "text": self._author.text,
            "token": self._author.token,
        }
        self._sent()
        answer = json.loads(self._post_json("/api/ideas", body))
        self._sent()
        self._author.receipt = answer["receipt"]

    def look_up(self) -> Mapping[str, Any]:
        """How the idea stands."""
        body = {"campaign": self._campaign, "receipt": self._author.receipt}
        found: Mapping[str, Any] = json.loads(self._post_json("/api/receipt", body))
        return found

    def withdraw(self) -> None:
        """Take the idea back, over the pages."""
        fields = {"campaign": self._campaign, "code": self._author.receipt}
        page = self._post("/receipt/withdraw", fields)
        self._post("/receipt/withdraw/confirm", _hidden(page))

    def _sent(self) -> None:
        self._author.sent.append(datetime.now(UTC))

    def _get(self, path: str) -> str:
        return self._ask("GET", path, None, {})

    def _post(self, path: str, fields: Mapping[str, str]) -> str:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields), kind)

    def _post_json(self, path: str, body: Mapping[str, object]) -> str:
        return self._ask("POST", path, json.dumps(body), {"Content-Type": "application/json"})

    def _ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> str:
        connection = HTTPConnection(self._host, timeout=30)
        mine = {"X-Forwarded-For": self._author.address, "User-Agent": self._author.agent}
        try:
            connection.request(method, path, body, {**mine, **headers})
            answer = connection.getresponse()
            text = answer.read().decode()
            told = "\n".join(
                f"{name}: {value}" for name, value in answer.getheaders() if name.lower() != "date"
            )
        finally:
            connection.close()
        self._answers[f"headers of {method} {path} for author {self._author.number}"] = told
        if answer.status not in (200, 201):
            raise Failed(f"{method} {path} was answered with {answer.status}")
        return text


class _Reading(HTMLParser):
    """Hidden fields and words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a hidden field."""
        values = dict(attrs)
        if tag == "input" and values.get("type") == "hidden":
            self.hidden[values["name"] or ""] = values.get("value") or ""

    def handle_data(self, data: str) -> None:
        """Note words."""
        self.words += data.split()


def _read(page: str) -> _Reading:
    reading = _Reading()
    reading.feed(page)
    return reading


def _hidden(page: str) -> dict[str, str]:
    return _read(page).hidden


def _code(page: str) -> str:
    """The receipt on a page, which shows it in groups."""
    words = [word for word in _read(page).words if word != "-"]
    for start in range(len(words)):
        groups = words[start : start + 5]
        code = read_code("".join(groups))
        if code is not None and {len(group) for group in groups} == {4}:
            return code
    raise Failed("no receipt stands on the page after sending")
