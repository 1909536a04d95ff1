"""What the forum says of itself, and how a wrong key or address is told."""

from __future__ import annotations

import socket
from contextlib import closing
from dataclasses import replace

import pytest

from bridge.domain.errors import Forbidden, ForumDown
from bridge.forum.adapter import DiscourseForum

from .conftest import Target


def test_version_account_and_limits(target: Target, forum: DiscourseForum) -> None:
    facts = forum.facts()
    assert facts.version[0].isdigit()
    assert facts.account.lower() == target.settings.api_username.lower()
    assert facts.account_id > 0
    assert facts.staff, "the bridge's account has to be a moderator, or its topics wait for approval"
    assert 0 < facts.title_min < facts.title_max
    assert 0 < facts.body_min < facts.body_max
    assert facts.max_tags >= 5
    assert facts.tag_length >= 20


@pytest.mark.parametrize("wrong", [{"api_key": "0" * 64}, {"api_username": "nobody_of_this_name"}])
def test_a_wrong_key_or_user_is_forbidden(target: Target, wrong: dict[str, str]) -> None:
    settings = replace(target.settings, provision_key=None, **wrong)  # type: ignore[arg-type] # texts only
    with closing(target.adapter(settings)) as stranger, pytest.raises(Forbidden):
        stranger.facts()


def test_an_address_where_nobody_answers_is_a_forum_that_is_down(target: Target) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    settings = replace(target.settings, url=url, attempts=1)
    with closing(target.adapter(settings)) as lost, pytest.raises(ForumDown):
        lost.facts()
