"""So many from one place and no more, counted without keeping where that is."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from bridge.admission.counters import LOOK_UPS_A_MINUTE, PREVIEWS_A_MINUTE, Counters
from bridge.admission.desk import Admission
from bridge.admission.refusals import TooFast, TooMany
from bridge.domain.campaign import Campaign, Intake

MORNING = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
HERE, THERE = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The machine's clock, moved by hand: the counters have no other."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def test_an_address_has_so_many_a_day(clock: time_machine.Traveller) -> None:
    counters = Counters()
    assert [counters.take_idea("kettles", HERE, 3) for _ in range(5)] == [True] * 3 + [False] * 2
    assert counters.take_idea("kettles", THERE, 3)
    clock.shift(timedelta(hours=15))
    assert not counters.take_idea("kettles", HERE, 3)
    clock.shift(timedelta(hours=2))
    assert counters.take_idea("kettles", HERE, 3)


def test_campaigns_and_look_ups_count_apart(clock: time_machine.Traveller) -> None:
    counters = Counters()
    assert counters.take_idea("kettles", HERE, 1)
    assert counters.take_idea("spoons", HERE, 1)
    assert counters.take_look_up(HERE)
    assert not counters.take_idea("kettles", HERE, 1)


def test_look_ups_are_slow(clock: time_machine.Traveller) -> None:
    counters = Counters()
    assert all(counters.take_look_up(HERE) for _ in range(LOOK_UPS_A_MINUTE))
    assert not counters.take_look_up(HERE)
    assert counters.take_look_up(THERE)
    clock.shift(timedelta(seconds=61))
    assert counters.take_look_up(HERE)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("", "a socket", True),
    ],
)
def test_what_counts_as_one_place(clock: time_machine.Traveller, first: str, second: str, same: bool) -> None:
    counters = Counters()
    counters.take_idea("kettles", first, 1)
    assert counters.take_idea("kettles", second, 1) is not same


def test_every_day_has_another_salt_and_yesterdays_counts_are_gone(clock: time_machine.Traveller) -> None:
    counters = Counters()
    counters.take_idea("kettles", HERE, 1)
    before = set(counters._storage.events)
    clock.shift(timedelta(days=1))
    counters.take_idea("kettles", HERE, 1)
    after = set(counters._storage.events)
    assert len(before) == len(after) == 1
    assert not before & after


def test_two_bridges_have_different_salts(clock: time_machine.Traveller) -> None:
    first, second = Counters(), Counters()
    first.take_idea("kettles", HERE, 1)
    second.take_idea("kettles", HERE, 1)
    assert not set(first._storage.events) & set(second._storage.events)


def test_no_address_stays_in_memory(clock: time_machine.Traveller) -> None:
    """Looked for in everything that the counters reach."""
    counters = Counters()
    address = "203.0.113.77"
    counters.take_idea("kettles", address, 1)
    counters.take_look_up(address)
    seen, rest = set[int](), list[object]([counters._storage.events, counters._storage.storage])
    while rest:
        thing = rest.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        assert not (isinstance(thing, str) and address in thing)
        if isinstance(thing, dict | list | tuple):
            rest += gc.get_referents(thing)
    assert len(seen) > 2


def test_the_desk_refuses_what_is_too_much_and_keeps_the_form_good(
    clock: time_machine.Traveller, desk: Admission, kettles: Campaign
) -> None:
    few = replace(kettles, intake=Intake(per_day=2))
    later = MORNING + timedelta(minutes=1)
    tokens = [desk.form_token(few, MORNING) for _ in range(3)]
    for token in tokens[:2]:
        desk.check_and_spend(few, token=token, address=HERE, now=later)
    with pytest.raises(TooMany) as raised:
        desk.check_and_spend(few, token=tokens[2], address=HERE, now=later)
    assert HERE not in f"{raised.value!r} {raised.value.what} {raised.value.hint}"
    assert raised.value.__cause__ is None
    desk.check_and_spend(few, token=tokens[2], address=THERE, now=later)


def test_the_desk_slows_look_ups(clock: time_machine.Traveller, desk: Admission) -> None:
    tries = LOOK_UPS_A_MINUTE
    assert [desk.may_look_up(HERE) for _ in range(tries + 1)] == [True] * tries + [False]


def test_the_desk_slows_previews(clock: time_machine.Traveller, desk: Admission) -> None:
    for _ in range(PREVIEWS_A_MINUTE):
        desk.check_preview(HERE)
    with pytest.raises(TooFast) as raised:
        desk.check_preview(HERE)
    assert HERE not in f"{raised.value!r} {raised.value.what} {raised.value.hint}"
    desk.check_preview(THERE)
