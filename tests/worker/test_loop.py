"""The worker on a real forum and a real store; only the clock is moved by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bridge.domain.identity import Kind
from bridge.domain.job import RunState
from bridge.domain.language import spoken
from bridge.meters import REGISTRY
from bridge.pipeline.measure import measure
from bridge.sync.lease import hold
from bridge.wiring import open_bridge
from bridge.worker.campaigns import Campaigns
from bridge.worker.files import CampaignFiles
from bridge.worker.loop import Worker
from tests.e2e.serving import settings_of
from tests.e2e.small_campaign import SLUG, campaign_text, ideas_text
from tests.e2e.staging import Operator, Town

COUNTED = {"campaign": SLUG, "job_name": "sync", "state": "done"}


class Post:
    """A worker at its post, with everything it says."""

    def __init__(self, town: Town, operator: Operator) -> None:
        self.town, self.operator = town, operator
        self.said: list[str] = []
        self.settings = settings_of(town, operator)
        self.bridge = open_bridge(self.settings, forum=False, clock=town.clock)
        paths = [operator.folder / "campaign.yaml"]
        self.files = Campaigns(CampaignFiles(paths), self.bridge.store, self.bridge.declarer)
        self.worker = Worker(self.bridge, self.settings, self.files, self.said.append)

    def notes(self) -> list[tuple[str, RunState, int]]:
        with self.bridge.store.begin() as unit:
            return [(run.job, run.state, run.missed) for run in reversed(unit.runs.recent(SLUG))]

    def kinds(self) -> list[Kind]:
        with self.bridge.store.begin() as unit:
            return [link.key.kind for link in unit.links.all(SLUG)]


@pytest.fixture
def post(town: Town, operator: Operator) -> Iterator[Post]:
    found = Post(town, operator)
    yield found
    found.bridge.close()


def wait(town: Town, **span: float) -> None:
    assert town.clock is not None
    town.clock.advance(timedelta(**span))


def test_it_publishes_and_goes_on_by_itself(town: Town, operator: Operator, post: Post) -> None:
    operator.write("ideas.csv", ideas_text())
    operator.run("ideas", "import", "ideas.csv", "--reviewed").fine()

    post.worker.tick()
    assert post.kinds().count(Kind.IDEA) == 6
    assert Kind.DIGEST not in post.kinds()
    assert post.worker.tick() == 0
    wait(town, minutes=20)
    assert post.worker.tick() == 1

    # A week passes while nobody is at work: one sync catches up, and the digest comes once.
    wait(town, days=7)
    post.worker.tick()
    assert post.kinds().count(Kind.DIGEST) == 1
    missed = {job: number for job, _, number in post.notes()}
    assert missed["sync"] == 7 * 96 - 1
    assert post.worker.tick() == 0


def test_it_counts_what_it_does(operator: Operator, post: Post) -> None:
    before = REGISTRY.get_sample_value("ideabridge_jobs_total", COUNTED) or 0
    post.worker.tick()
    assert REGISTRY.get_sample_value("ideabridge_jobs_total", COUNTED) == before + 1
    assert REGISTRY.get_sample_value("ideabridge_conflicts", {"campaign": SLUG}) == 0
    figures = measure(post.bridge.store, post.files.by_slug[SLUG], post.bridge.clock.now())
    assert figures.jobs["sync"].done
    assert figures.pulled is not None


def test_it_counts_what_the_forum_answers_and_what_it_may_still_ask(post: Post) -> None:
    def told(name: str, **labels: str) -> float:
        return REGISTRY.get_sample_value(name, {"campaign": SLUG, **labels}) or 0

    about = {"endpoint": "GET /about.json"}
    before = [
        told("ideabridge_forum_requests_total", **about, answer=kind) for kind in ("ok", "not-connected")
    ]
    bounded = post.settings.model_copy(update={"most_reads": 500})
    Worker(post.bridge, bounded, post.files, post.said.append).tick()
    assert told("ideabridge_forum_requests_total", **about, answer="ok") > before[0]
    assert 0 < told("ideabridge_budget_left", kind="reading") < 500
    wait(post.town, minutes=20)
    broken = post.settings.model_copy(update={"forum_url": "http://127.0.0.1:9"})
    Worker(post.bridge, broken, post.files, post.said.append).tick()
    assert (
        sum(
            sample.value
            for family in REGISTRY.collect()
            for sample in family.samples
            if sample.name == "ideabridge_forum_requests_total" and sample.labels["answer"] == "not-connected"
        )
        > before[1]
    )


def test_a_second_worker_finds_nothing_left_to_do(town: Town, operator: Operator, post: Post) -> None:
    other = Post(town, operator)
    assert post.worker.tick() > 0
    assert other.worker.tick() == 0
    other.bridge.close()


def test_while_another_run_is_at_work_it_waits_and_nothing_failed(
    town: Town, operator: Operator, post: Post
) -> None:
    put_off = {**COUNTED, "state": "put-off"}
    failed = {**COUNTED, "state": "failed"}
    before = [REGISTRY.get_sample_value("ideabridge_jobs_total", each) or 0 for each in (put_off, failed)]
    with hold(post.bridge.store, post.bridge.clock, SLUG, "somebody"):
        post.worker.tick()
        wait(town, seconds=40)
        post.worker.tick()
    with post.bridge.store.begin() as unit:
        run = unit.runs.latest(SLUG, "sync")
    assert run is not None
    assert (run.state, run.tries) == (RunState.PUT_OFF, 1)
    assert "another run is at work" in run.note
    after = [REGISTRY.get_sample_value("ideabridge_jobs_total", each) or 0 for each in (put_off, failed)]
    assert after == [before[0] + 2, before[1]]

    wait(town, seconds=40)
    assert post.worker.tick() > 0
    assert {job: state for job, state, _ in post.notes()}["sync"] is RunState.DONE


def test_a_forum_that_is_down_is_tried_again(town: Town, operator: Operator, post: Post) -> None:
    broken = post.settings.model_copy(update={"forum_url": "http://127.0.0.1:9"})
    worker = Worker(post.bridge, broken, post.files, post.said.append)
    worker.tick()
    states = {job: state for job, state, _ in post.notes()}
    assert states["sync"] is RunState.FAILED
    assert states["retain"] is RunState.DONE
    assert worker.tick() == 0
    wait(town, minutes=2)
    assert post.worker.tick() > 0
    assert {job: state for job, state, _ in post.notes()}["sync"] is RunState.DONE
    assert Kind.START in post.kinds()


def test_a_changed_file_is_read_again_and_a_wrong_one_is_not(
    town: Town, operator: Operator, post: Post
) -> None:
    post.worker.tick()
    good = campaign_text(title="Quieter nights")
    (operator.folder / "campaign.yaml").write_text(good.replace("title: Quieter", "titel: Quieter"), "utf-8")
    wait(town, minutes=20)
    post.worker.tick()
    assert any("stays as it was" in sentence for sentence in post.said)
    assert post.files.by_slug[SLUG].title == "Quiet nights"
    before = len(post.said)
    post.worker.tick()
    assert len(post.said) == before

    (operator.folder / "campaign.yaml").write_text(good, "utf-8")
    wait(town, minutes=20)
    post.worker.tick()
    assert post.files.by_slug[SLUG].title == "Quieter nights"


def test_the_slug_of_a_running_campaign_stays(operator: Operator, post: Post) -> None:
    (operator.folder / "campaign.yaml").write_text(campaign_text(slug="loud-nights"), "utf-8")
    (sentence,) = post.files.look()
    assert "cannot change" in sentence
    assert set(post.files.by_slug) == {SLUG}


def test_a_file_that_is_gone_for_a_moment_changes_nothing(operator: Operator, post: Post) -> None:
    path: Path = operator.folder / "campaign.yaml"
    text = path.read_text("utf-8")
    path.unlink()
    assert len(post.files.look()) == 1
    path.write_text(text, "utf-8")
    assert post.files.look() == [f"{path}: read again"]
    assert set(post.files.by_slug) == {SLUG}


def test_two_campaigns_in_one_worker_each_speak_their_language(town: Town, operator: Operator) -> None:
    """And a second round finds every text as the first has left it, whatever was spoken in between."""
    operator.write("campaign.yaml", f"language: cy\n{campaign_text()}")
    other = campaign_text().replace(SLUG, "quiet-days").replace("Quiet nights", "Quiet days")
    operator.write("other.yaml", other)
    post = Post(town, operator)
    try:
        files = CampaignFiles([operator.folder / "campaign.yaml", operator.folder / "other.yaml"])
        campaigns = Campaigns(files, post.bridge.store, post.bridge.declarer)
        worker = Worker(post.bridge, post.settings, campaigns, post.said.append)
        worker.tick()
        titles = {town.topic(topic)["title"] for topic in town.topics()}
        assert {"Dechreuwch yma: Quiet nights", "Start here: Quiet days"} <= titles
        assert spoken().code == "en"

        post.said.clear()
        wait(town, minutes=20)
        worker.tick()
        syncs = [line for line in post.said if ": sync done" in line]
        assert len(syncs) == 2
        assert all(", 0 written" in line for line in syncs), syncs
    finally:
        post.bridge.close()
