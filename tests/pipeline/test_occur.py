"""Each occurrence once: after a pause, between workers, after a crash, and when the clock is set back."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.domain.campaign import Campaign, GuideRule
from bridge.domain.job import Job, JobRun, RunState, Work
from bridge.domain.occurrence import AtInstants, Every
from bridge.pipeline.occur import STUCK, claim, done, failed, jobs_of
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore
from tests.pipeline.conftest import NOON

HOURLY = (Job("sync", Work.SYNC, Every(timedelta(hours=1))),)
HOUR = timedelta(hours=1)


def latest(store: SqlStore) -> JobRun:
    with store.begin() as unit:
        found = unit.runs.latest("kettles", "sync")
    assert found is not None
    return found


def test_a_new_worker_does_what_is_due_now_and_has_missed_nothing(sql_store: SqlStore) -> None:
    ours = claim(sql_store, "kettles", HOURLY, "a", NOON)
    assert ours is not None
    assert (ours.run.due, ours.run.missed) == (NOON.replace(minute=0, second=0), 0)
    assert claim(sql_store, "kettles", HOURLY, "a", NOON) is None
    assert claim(sql_store, "kettles", HOURLY, "b", NOON) is None
    done(sql_store, ours.run, NOON, "3 requests")
    assert claim(sql_store, "kettles", HOURLY, "b", NOON + timedelta(minutes=20)) is None
    assert (latest(sql_store).state, latest(sql_store).note) == (RunState.DONE, "3 requests")


def test_missed_occurrences_are_caught_up_by_one(sql_store: SqlStore) -> None:
    first = claim(sql_store, "kettles", HOURLY, "a", NOON)
    assert first is not None
    done(sql_store, first.run, NOON, "")
    later = NOON + 5 * HOUR
    ours = claim(sql_store, "kettles", HOURLY, "a", later)
    assert ours is not None
    assert (ours.run.due, ours.run.missed) == (later.replace(minute=0, second=0), 4)
    done(sql_store, ours.run, later, "")
    assert claim(sql_store, "kettles", HOURLY, "a", later) is None


def test_a_clock_that_is_set_back_makes_nothing_due_again(sql_store: SqlStore) -> None:
    ours = claim(sql_store, "kettles", HOURLY, "a", NOON)
    assert ours is not None
    done(sql_store, ours.run, NOON, "")
    for hours in (1, 3, 100):
        assert claim(sql_store, "kettles", HOURLY, "a", NOON - hours * HOUR) is None
    assert claim(sql_store, "kettles", HOURLY, "a", NOON + HOUR) is not None


def test_a_run_whose_process_is_gone_is_begun_again_at_once(sql_store: SqlStore) -> None:
    ours = claim(sql_store, "kettles", HOURLY, "dead", NOON)
    assert ours is not None
    soon = NOON + timedelta(minutes=1)
    assert claim(sql_store, "kettles", HOURLY, "b", soon) is None
    again = claim(sql_store, "kettles", HOURLY, "b", soon, gone=lambda holder: holder == "dead")
    assert again is not None
    assert (again.run.due, again.run.tries, again.run.holder) == (ours.run.due, 2, "b")
    # What the dead one would still write does not count.
    done(sql_store, ours.run, soon, "from the grave")
    assert latest(sql_store).state is RunState.RUNNING


def test_of_a_machine_that_nobody_can_ask_an_hour_is_waited_for(sql_store: SqlStore) -> None:
    rare = (Job("sync", Work.SYNC, Every(timedelta(days=1))),)
    assert claim(sql_store, "kettles", rare, "elsewhere:1", NOON) is not None
    assert claim(sql_store, "kettles", rare, "b", NOON + STUCK - timedelta(seconds=1)) is None
    assert claim(sql_store, "kettles", rare, "b", NOON + STUCK) is not None


def test_a_failure_is_tried_again_after_ever_longer_pauses(sql_store: SqlStore) -> None:
    rare = (Job("sync", Work.SYNC, Every(timedelta(days=1))),)
    now, pauses = NOON, []
    ours = claim(sql_store, "kettles", rare, "a", now)
    for _ in range(7):
        assert ours is not None
        failed(sql_store, ours.run, now, "the forum is down")
        again = latest(sql_store).again
        assert again is not None
        pauses.append((again - now) / timedelta(minutes=1))
        assert claim(sql_store, "kettles", rare, "a", again - timedelta(seconds=1)) is None
        now = again
        ours = claim(sql_store, "kettles", rare, "a", now)
    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_a_job_may_fail_for_months(sql_store: SqlStore) -> None:
    rare = (Job("sync", Work.SYNC, Every(timedelta(days=3650))),)
    now = NOON
    for _ in range(80):
        ours = claim(sql_store, "kettles", rare, "a", now)
        assert ours is not None
        failed(sql_store, ours.run, now, "the forum is down")
        now += timedelta(hours=1)
    assert latest(sql_store).tries == 80


def test_the_forum_says_how_long_to_wait(sql_store: SqlStore) -> None:
    ours = claim(sql_store, "kettles", HOURLY, "a", NOON)
    assert ours is not None
    failed(sql_store, ours.run, NOON, "too many requests", after=600)
    assert latest(sql_store).again == NOON + timedelta(minutes=10)


def test_of_many_workers_one_does_it(sql_store: SqlStore) -> None:
    won: list[str] = []
    ready = threading.Barrier(8)

    def work(name: str) -> None:
        ready.wait()
        if claim(sql_store, "kettles", HOURLY, name, NOON) is not None:
            won.append(name)

    threads = [threading.Thread(target=work, args=(str(number),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_a_campaign_has_its_jobs(kettles: Campaign) -> None:
    jobs = {job.name: job for job in jobs_of(kettles)}
    assert set(jobs) == {"sync", "phases", "retain", "digest"}
    assert jobs["phases"].rule.following(kettles.phases[0].opens) == kettles.phases[0].closes
    assert jobs["digest"].rule.following(NOON).weekday() == 0  # type: ignore[union-attr]
    assert {job.work for job in jobs.values()} == {Work.SYNC, Work.RETAIN}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(-90, 400), st.sampled_from("ab"), st.booleans()), max_size=25))
def test_no_occurrence_is_ever_done_twice(
    tmp_path_factory: object, steps: list[tuple[int, str, bool]]
) -> None:
    """Minutes pass, or the clock is set back; two workers do, fail or die."""
    folder = tmp_path_factory.mktemp("runs")  # type: ignore[attr-defined]
    store = SqlStore(f"sqlite:///{folder / 'bridge.db'}", FileKeyRing(folder / "keys.json"))
    store.upgrade()
    now, finished = NOON, []
    for minutes, holder, dies in steps:
        now += timedelta(minutes=minutes)
        ours = claim(store, "kettles", HOURLY, holder, now, gone=lambda _: True)
        if ours is not None and not dies:
            done(store, ours.run, now, "")
            finished.append(ours.run.due)
    store.close()
    assert len(finished) == len(set(finished))
    assert finished == sorted(finished)


def test_the_guide_is_due_each_morning_of_the_campaigns_clock(kettles: Campaign) -> None:
    """From the end of the campaign on, over a change of clocks, until the last check-in was answered."""
    zone = "Europe/London"
    published = date(2015, 3, 20)
    campaign = replace(kettles, timezone=zone, ends=date(2015, 3, 10), guide=GuideRule(published=published))
    (job,) = [job for job in jobs_of(campaign) if job.work is Work.GUIDE]
    assert isinstance(job.rule, AtInstants)
    local = [campaign.local(instant) for instant in job.rule.instants]
    assert {(moment.hour, moment.minute) for moment in local} == {(7, 0)}
    assert local[0].date() == date(2015, 3, 11)
    assert local[-1].date() == published + timedelta(days=120)
    assert len(local) == len({moment.date() for moment in local}) == 9 + 1 + 120
    assert not [job for job in jobs_of(replace(kettles, guide=GuideRule())) if job.work is Work.GUIDE]
