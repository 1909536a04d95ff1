"""An invitation on paper lets one idea in; nothing tells who got which, and nobody can make one."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.admission.desk import Admission
from bridge.admission.invitations import new_invitations, read_invitation
from bridge.admission.refusals import (
    InvitationMissing,
    InvitationUnknown,
    InvitationUsed,
)
from bridge.admission.ticket import Door
from bridge.domain.campaign import Campaign
from bridge.domain.receipt import new_code
from tests.admission.conftest import NOON

MINUTE = timedelta(minutes=1)


def send(desk: Admission, campaign: Campaign, invitation: str | None, now: datetime = NOON) -> None:
    token = desk.form_token(campaign, now)
    desk.check_and_spend(campaign, token=token, invitation=invitation, address="192.0.2.7", now=now + MINUTE)


def test_each_is_good_once(desk: Admission, invited: Campaign) -> None:
    first, second = desk.invitations(invited, 2)
    send(desk, invited, first)
    with pytest.raises(InvitationUsed):
        send(desk, invited, first)
    send(desk, invited, second)


def test_it_may_be_typed_as_people_type(desk: Admission, invited: Campaign) -> None:
    (code,) = desk.invitations(invited, 1)
    send(desk, invited, f" {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} ")
    with pytest.raises(InvitationUsed):
        send(desk, invited, code)


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_without_one_nobody_comes_in(desk: Admission, invited: Campaign, nothing: str | None) -> None:
    with pytest.raises(InvitationMissing):
        send(desk, invited, nothing)


def test_where_none_is_asked_for_none_is_used_up(
    desk: Admission, kettles: Campaign, invited: Campaign
) -> None:
    (code,) = desk.invitations(invited, 1)
    send(desk, kettles, code)
    send(desk, invited, code)


def test_a_form_is_still_good_after_a_mistyped_code(desk: Admission, invited: Campaign) -> None:
    (code,) = desk.invitations(invited, 1)
    token = desk.form_token(invited, NOON)
    with pytest.raises(InvitationUnknown):
        desk.check_and_spend(invited, token=token, invitation="7", address="192.0.2.7", now=NOON + MINUTE)
    desk.check_and_spend(invited, token=token, invitation=code, address="192.0.2.7", now=NOON + MINUTE)


def test_it_is_for_one_campaign(invited: Campaign) -> None:
    (code,) = new_invitations(b"key", "spoons", 1)
    with pytest.raises(InvitationUnknown):
        read_invitation(b"key", "kettles", invited.ends, code)
    assert read_invitation(b"key", "spoons", invited.ends, code).door is Door.INVITATION


def test_a_used_one_stays_used_though_the_campaign_is_extended(desk: Admission, invited: Campaign) -> None:
    (code,) = desk.invitations(invited, 1)
    send(desk, invited, code)
    later = NOON + timedelta(days=300)
    desk.sweep(later)
    with pytest.raises(InvitationUsed):
        send(desk, invited, code, later)


@given(bits=st.integers(0, (1 << 100) - 1))
def test_a_receipt_or_a_guess_is_none(bits: int) -> None:
    with pytest.raises(InvitationUnknown):
        read_invitation(b"key", "kettles", NOON.date(), new_code(bits))


@given(st.text(max_size=60))
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(InvitationUnknown):
        read_invitation(b"key", "kettles", NOON.date(), text)


def test_a_misread_sign_is_noticed() -> None:
    (code,) = new_invitations(b"key", "kettles", 1)
    for at, sign in enumerate(code):
        if sign != "-":
            misread = code[:at] + ("7" if sign != "7" else "8") + code[at + 1 :]
            with pytest.raises(InvitationUnknown):
                read_invitation(b"key", "kettles", NOON.date(), misread)


def test_all_differ_and_lie_in_no_order(desk: Admission, invited: Campaign) -> None:
    codes = desk.invitations(invited, 500)
    assert len(set(codes)) == 500
    assert codes != sorted(codes)
    assert codes != sorted(codes, reverse=True)


def test_making_them_leaves_no_trace(desk: Admission, invited: Campaign, tmp_path: Path) -> None:
    desk.sweep(NOON)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    desk.invitations(invited, 50)
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    made = {path for path in after if path not in before}
    assert {path: after[path] for path in before} == before
    assert [path.name for path in made] == ["doors.key"]
