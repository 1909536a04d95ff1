"""A form lets in once, for its own campaign, neither at once nor for ever; nobody else can make one."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.admission.desk import Admission
from bridge.admission.forms import LONGEST, SOONEST, new_form, read_form
from bridge.admission.refusals import (
    FormElsewhere,
    FormExpired,
    FormShut,
    FormUnknown,
    FormUsed,
    Refused,
    TooSoon,
)
from bridge.domain.campaign import Campaign, FormAccess, Intake
from tests.admission.conftest import NOON

MINUTE = timedelta(minutes=1)
ADDRESS = "192.0.2.7"


def send(desk: Admission, campaign: Campaign, token: str, now: datetime) -> None:
    desk.check_and_spend(campaign, token=token, address=ADDRESS, now=now)


def test_a_form_is_good_once(desk: Admission, kettles: Campaign, noon: datetime) -> None:
    token = desk.form_token(kettles, noon)
    send(desk, kettles, token, noon + MINUTE)
    with pytest.raises(FormUsed):
        send(desk, kettles, token, noon + 2 * MINUTE)


def test_a_form_is_good_once_for_all_processes(
    open_desk: Callable[[], Admission], kettles: Campaign, noon: datetime
) -> None:
    token = open_desk().form_token(kettles, noon)
    send(open_desk(), kettles, token, noon + MINUTE)
    with pytest.raises(FormUsed):
        send(open_desk(), kettles, token, noon + MINUTE)


def test_two_forms_of_one_moment_are_two(desk: Admission, kettles: Campaign, noon: datetime) -> None:
    for token in (desk.form_token(kettles, noon), desk.form_token(kettles, noon)):
        send(desk, kettles, token, noon + MINUTE)


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (timedelta(0), TooSoon),
        (SOONEST - timedelta(milliseconds=1), TooSoon),
        (-MINUTE, TooSoon),
        (LONGEST, FormExpired),
        (timedelta(days=400), FormExpired),
    ],
)
def test_neither_at_once_nor_for_ever(
    desk: Admission, kettles: Campaign, noon: datetime, after: timedelta, told: type[Refused]
) -> None:
    token = desk.form_token(kettles, noon)
    with pytest.raises(told):
        send(desk, kettles, token, noon + after)


@pytest.mark.parametrize("after", [SOONEST, LONGEST - timedelta(seconds=1)])
def test_in_between_it_is_good(desk: Admission, kettles: Campaign, noon: datetime, after: timedelta) -> None:
    send(desk, kettles, desk.form_token(kettles, noon), noon + after)


def test_who_was_too_quick_may_send_it_again(desk: Admission, kettles: Campaign, noon: datetime) -> None:
    token = desk.form_token(kettles, noon)
    with pytest.raises(TooSoon):
        send(desk, kettles, token, noon)
    send(desk, kettles, token, noon + MINUTE)


def test_a_form_of_another_campaign_is_told_and_stays_good_there(
    desk: Admission, kettles: Campaign, spoons: Campaign, noon: datetime
) -> None:
    token = desk.form_token(kettles, noon)
    with pytest.raises(FormElsewhere):
        send(desk, spoons, token, noon + MINUTE)
    send(desk, kettles, token, noon + MINUTE)


def test_a_form_of_another_bridge_is_unknown(desk: Admission, kettles: Campaign, noon: datetime) -> None:
    with pytest.raises(FormUnknown):
        send(desk, kettles, new_form(b"another key", "kettles", noon), noon + MINUTE)


def test_a_form_that_was_used_is_remembered_as_long_as_it_is_valid(
    desk: Admission, kettles: Campaign, noon: datetime
) -> None:
    """It is opened before midnight and comes again after, when the used ones of yesterday are swept."""
    late = noon.replace(hour=23, minute=50)
    token = desk.form_token(kettles, late)
    send(desk, kettles, token, late + MINUTE)
    for hours in (1, 6, 11):
        later = late + timedelta(hours=hours)
        desk.sweep(later)
        with pytest.raises(FormUsed):
            send(desk, kettles, token, later)
    assert desk.sweep(late + timedelta(days=2, hours=1)) == 1


def test_used_forms_are_swept_without_being_asked_to(
    desk: Admission, kettles: Campaign, noon: datetime
) -> None:
    send(desk, kettles, desk.form_token(kettles, noon), noon + MINUTE)
    later = noon + timedelta(days=3)
    send(desk, kettles, desk.form_token(kettles, later), later + MINUTE)
    assert desk.sweep(later) == 0
    assert desk.sweep(later + timedelta(days=3)) == 1


def test_a_campaign_may_have_no_form(desk: Admission, kettles: Campaign, noon: datetime) -> None:
    from dataclasses import replace

    shut = replace(kettles, intake=Intake(form=FormAccess.CLOSED))
    with pytest.raises(FormShut):
        send(desk, shut, desk.form_token(shut, noon), noon + MINUTE)


@given(st.text(max_size=120) | st.binary(max_size=90).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_anything_else_is_no_form(token: str) -> None:
    with pytest.raises(FormUnknown):
        read_form(b"key", "kettles", token, NOON)


@given(at=st.integers(0, 85), sign=st.sampled_from("ABCxyz019-_"))
def test_one_changed_sign_spoils_it(at: int, sign: str) -> None:
    token = new_form(b"key", "kettles", NOON)
    changed = token[:at] + sign + token[at + 1 :]
    if changed != token:
        with pytest.raises(FormUnknown):
            read_form(b"key", "kettles", changed, NOON + MINUTE)


def test_every_refusal_has_kind_words() -> None:
    def family(kind: type[Refused]) -> list[type[Refused]]:
        return [kind, *(found for child in kind.__subclasses__() for found in family(child))]

    kinds = family(Refused)[1:]
    assert len(kinds) >= 14
    for kind in kinds:
        assert kind().what.endswith(".")
        assert kind().hint.endswith(".")
    assert len({kind().what for kind in kinds}) == len(kinds)
