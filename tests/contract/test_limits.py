"""Too many requests, in the three shapes that reach a client. On the embedded forum only.

On a real one the first would keep everybody else out for a minute, the others need its front server.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from .conftest import Target
from .extras import bridge_account, switched_on

MOST = 60


@pytest.fixture
def forum_of_our_own(target: Target) -> Iterator[Any]:
    if target.embedded is None:
        pytest.skip("a test of limits would keep others out of a real forum")
    target.clock.sleep(61)
    yield target.embedded
    target.embedded.faults = None
    target.clock.sleep(61)


def ask(target: Target, *, with_key: bool = True) -> requests.Response:
    account = bridge_account(target)
    headers = {"Api-Key": account.key, "Api-Username": account.username} if with_key else {}
    return requests.get(f"{target.url}/site/basic-info.json", headers=headers, timeout=60)


@pytest.mark.usefixtures("forum_of_our_own")
def test_the_sixty_first_request_in_a_minute(target: Target) -> None:
    assert [ask(target).status_code for _ in range(MOST)] == [200] * MOST
    refused = ask(target)
    assert refused.status_code == 429
    wait = refused.json()["extras"]["wait_seconds"]
    assert refused.headers["Retry-After"] == str(wait)
    assert refused.headers["Discourse-Rate-Limit-Error-Code"] == "admin_api_key_rate_limit"
    assert refused.json()["error_type"] == "rate_limit"
    assert ask(target, with_key=False).status_code == 200
    target.clock.sleep(wait + 1)
    assert ask(target).status_code == 200


@pytest.mark.usefixtures("forum_of_our_own")
def test_one_address_is_told_in_plain_text(target: Target) -> None:
    with switched_on(target, max_reqs_per_ip_per_10_seconds=2):
        answers = [ask(target, with_key=False) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        refused = answers[-1]
        assert refused.headers["Content-Type"].startswith("text/plain")
        assert refused.headers["Discourse-Rate-Limit-Error-Code"] == "ip_10_secs_limit"
        assert int(refused.headers["Retry-After"]) > 0
        assert ask(target).status_code == 429


def test_a_front_server_answers_in_html(target: Target, forum_of_our_own: Any) -> None:
    from bridge.sandbox.faults import Fault

    forum_of_our_own.faults = lambda _: Fault("limit_html")
    refused = ask(target)
    assert (refused.status_code, refused.headers["Content-Type"]) == (429, "text/html; charset=utf-8")
    assert "Retry-After" not in refused.headers
