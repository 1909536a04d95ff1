"""Other sites ask the forum who somebody is, as a running Discourse answered them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from urllib.parse import parse_qs, parse_qsl, quote, urlsplit

import pytest
import requests

from tests.e2e.staging import ROOT
from tests.sandbox.conftest import Forum

RECORDINGS = ROOT.parent / "shared" / "discourse" / "recordings-plugins"
SECRET = "a secret between two sites"
BACK = "http://127.0.0.1:9999/cb"


def signed(secret: str = SECRET, **values: str) -> dict[str, str]:
    """What the other site puts into the address."""
    text = "&".join(f"{name}={quote(value, safe='')}" for name, value in values.items())
    sso = base64.b64encode(text.encode()).decode()
    return {"sso": sso, "sig": hmac.new(secret.encode(), sso.encode(), hashlib.sha256).hexdigest()}


def read(location: str) -> dict[str, str]:
    """What comes back, once its signature is right."""
    query = parse_qs(urlsplit(location).query)
    ((sso,), (sig,)) = query["sso"], query["sig"]
    assert hmac.new(SECRET.encode(), sso.encode(), hashlib.sha256).hexdigest() == sig
    return dict(parse_qsl(base64.b64decode(sso).decode(), keep_blank_values=True))


@pytest.fixture
def asking(forum: Forum) -> Forum:
    """A forum that answers one site."""
    forum.sandbox.site.store_setting("enable_discourse_connect_provider", True)
    forum.sandbox.site.store_setting("discourse_connect_provider_secrets", f"127.0.0.1|{SECRET}")
    return forum


def ask(forum: Forum, query: dict[str, str], **cookies: str) -> requests.Response:
    return requests.get(
        f"{forum.sandbox.base_url}/session/sso_provider",
        query,
        cookies=cookies,
        headers={"Accept": "text/html"},
        allow_redirects=False,
        timeout=10,
    )


def test_somebody_signs_in_and_comes_back_named(asking: Forum) -> None:
    asking.sandbox.create_user("vera", moderator=True)
    browser = requests.Session()
    first = ask(asking, signed(nonce="n1", return_sso_url=BACK))
    assert first.status_code == 302
    assert first.headers["Location"].startswith("/login?return=")
    (place,) = parse_qs(urlsplit(first.headers["Location"]).query)["return"]

    signed_in = browser.post(
        f"{asking.sandbox.base_url}/login",
        {"username": "vera", "return": place},
        headers={"Accept": "text/html"},
        allow_redirects=False,
        timeout=10,
    )
    onward = re.search(r'href="([^"]+)"', signed_in.text)
    assert onward is not None
    answer = browser.get(
        asking.sandbox.base_url + onward[1].replace("&amp;", "&"),
        headers={"Accept": "text/html"},
        allow_redirects=False,
        timeout=10,
    )

    told = read(answer.headers["Location"])
    assert answer.headers["Location"].startswith(f"{BACK}?sso=")
    assert (told["nonce"], told["username"], told["moderator"], told["admin"]) == (
        "n1",
        "vera",
        "true",
        "false",
    )
    assert int(told["external_id"]) > 0


def test_nobody_is_told_as_such_without_a_prompt(asking: Forum) -> None:
    answer = ask(asking, signed(nonce="n1", return_sso_url=BACK, prompt="none"))

    assert read(answer.headers["Location"])["failed"] == "true"


@pytest.mark.parametrize(
    ("query", "recording"),
    [
        (signed("another secret", nonce="n1", return_sso_url=BACK), "fact-704-connect-provider-wrong-sig"),
        (signed(nonce="n1", return_sso_url="http://evil.example/cb"), "fact-705-connect-provider-other-host"),
        (signed(nonce="n1"), "fact-706-connect-provider-no-return"),
    ],
)
def test_what_does_not_fit_is_refused_as_recorded(
    asking: Forum, query: dict[str, str], recording: str
) -> None:
    path = RECORDINGS / f"{recording}.json"
    if not path.exists():
        pytest.skip("the recordings are not here")
    recorded = json.loads(path.read_text())["response"]

    answer = ask(asking, query)

    assert (answer.status_code, answer.text) == (recorded["status"], recorded["text"])


def test_it_is_off_unless_it_is_switched_on(forum: Forum) -> None:
    assert ask(forum, signed(nonce="n1", return_sso_url=BACK)).status_code == 404


def test_the_secret_is_not_among_the_public_settings(asking: Forum) -> None:
    shown = requests.get(f"{asking.sandbox.base_url}/site/settings.json", timeout=10).text

    assert SECRET not in shown
