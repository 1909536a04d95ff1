"""No key in a text form, a log or a traceback, not even in one that shows local variables."""

from __future__ import annotations

import logging
import traceback
from dataclasses import replace
from typing import Any

import pytest
import responses
from requests.exceptions import ConnectionError as Broken

from bridge.domain.errors import ForumError, UserProblem
from bridge.domain.observation import NewCategory
from bridge.forum.adapter import DiscourseForum
from bridge.forum.settings import Credentials, ForumSettings
from bridge.forum.transport import Transport

URL = "https://forum.test"


def secrets(settings: ForumSettings) -> list[str]:
    assert settings.provision_key is not None
    return [settings.api_key, settings.provision_key]


def test_nothing_shows_its_key(settings: ForumSettings, forum: DiscourseForum) -> None:
    transport = Transport(settings, settings.own)
    shown = " ".join(
        f"{thing!r} {thing}"
        for thing in (settings, settings.own, settings.admin, forum, transport, transport._session.auth)
    )
    assert not [key for key in secrets(settings) if key in shown]


@responses.activate
@pytest.mark.parametrize("status", [0, 200, 301, 403, 422, 429, 500, 502])
def test_no_key_in_tracebacks_and_logs(
    status: int, settings: ForumSettings, forum: DiscourseForum, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body: Broken | str = Broken("broken") if status == 0 else "<html>no JSON</html>"
    for path in ("/posts.json", "/categories.json"):
        responses.post(URL + path, body=body, status=status or 200, headers={"Location": "/login"})
    for call in (lambda: forum.create_reply(5, "A reply."), lambda: forum.create_category(new_category())):
        with pytest.raises(ForumError) as caught:
            call()
        told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        everything = "".join(told.format()) + caplog.text + repr(caught.value)
        assert not [key for key in secrets(settings) if key in everything]
        assert not any("headers" in vars(error) for error in chain(caught.value))
    assert responses.calls[0].request.headers["Api-Key"] == settings.api_key


def new_category() -> NewCategory:
    return NewCategory("Name", "slug", "About.", "0F6B8F", ("everyone:2",), "marker")


def chain(error: BaseException | None) -> list[BaseException]:
    """An error and all that hang on it."""
    found: list[BaseException] = []
    while error is not None:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


@responses.activate
def test_no_library_error_hangs_on_ours(forum: DiscourseForum) -> None:
    """A library's error holds the request with its headers, for whoever prints it whole."""
    responses.post(f"{URL}/posts.json", body=Broken("broken"))
    with pytest.raises(ForumError) as caught:
        forum.create_reply(5, "A reply.")
    assert all(isinstance(error, ForumError) for error in chain(caught.value))


@responses.activate
def test_each_key_is_used_for_its_own_purpose(settings: ForumSettings, forum: DiscourseForum) -> None:
    responses.post(f"{URL}/posts.json", status=403)
    responses.post(f"{URL}/categories.json", status=403)
    for call in (lambda: forum.create_reply(5, "A reply."), lambda: forum.create_category(new_category())):
        with pytest.raises(ForumError):
            call()
    sent = [
        (call.request.headers["Api-Key"], call.request.headers["Api-Username"]) for call in responses.calls
    ]
    assert sent == [
        (settings.api_key, settings.api_username),
        (settings.provision_key, settings.provision_username),
    ]


@pytest.mark.parametrize("key", ["", " abc", "abc\n", "schlüssel"])
def test_a_mangled_key_is_told_without_showing_it(key: str) -> None:
    with pytest.raises(UserProblem) as caught:
        Credentials(key, "ideabridge")
    assert not key.strip() or key.strip() not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "forum.test",
        "ftp://forum.test",
        "https://",
        "https://user:password@forum.test",
        "https://forum.test/?api_key=abc",
        "https://forum.test:0",
        "https://forum.test:port",
    ],
)
def test_a_bad_address_is_told_without_showing_it(url: str) -> None:
    with pytest.raises(UserProblem) as caught:
        ForumSettings(url=url, api_key="abc", api_username="ideabridge")
    assert url == "https://" or url not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize("wrong", [{"requests_per_minute": 0}, {"burst": 0}, {"attempts": 0}])
def test_a_pace_of_nothing_is_refused(wrong: dict[str, Any], settings: ForumSettings) -> None:
    with pytest.raises(UserProblem, match="pace"):
        replace(settings, **wrong)
