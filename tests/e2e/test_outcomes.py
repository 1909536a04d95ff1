"""What becomes of ideas, from the first answer to the last check-in, for moderators and for readers."""

from __future__ import annotations

from pathlib import Path

from bridge.domain.identity import split_marker
from tests.e2e.small_campaign import TEXTS, at
from tests.e2e.staging import Operator, Town


def votes(town: Town, operator: Operator, text: str, way: str, people: int) -> None:
    post = operator.link(f"idea/{operator.ideas()[text]}").post_id
    assert post is not None
    for number in range(people):
        town.member(f"night_owl_{number}").vote(post, way, poll_name="vote")


def topic(operator: Operator, text: str) -> int:
    found = operator.link(f"idea/{operator.ideas()[text]}").topic_id
    assert found is not None
    return found


def notices(town: Town, topic_id: int) -> list[str]:
    site = town.sandbox.site
    with site.lock:
        raws = site.column(
            "SELECT raw FROM posts JOIN users ON users.id = user_id WHERE topic_id = ? AND post_number > 1 "
            "AND post_type = 1 AND username = ? ORDER BY posts.id",
            topic_id,
            town.keys.bridge_username,
        )
    return [split_marker(raw)[0] for raw in raws]


def body(town: Town, operator: Operator, name: str) -> str:
    return split_marker(town.topic(operator.link(name).topic_id)["raw"])[0]


def move(town: Town, day: int, hour: int = 12) -> None:
    assert town.clock is not None
    town.clock.move_to(at(day, hour))


def test_from_the_first_answer_to_the_last_check_in(town: Town, running: Operator, tmp_path: Path) -> None:
    wheels, lights, volume, bins, pressure, weigh = TEXTS
    running.run("forum", "provision").fine()
    for text in (wheels, lights, volume):
        votes(town, running, text, "For", 12)
    for text in (bins, pressure):
        votes(town, running, text, "Against", 12)
    moderator = town.moderator()
    tags = town.topic(topic(running, wheels))["tags"]
    moderator.retag(topic(running, wheels), tuple(sorted({*tags, "status-chosen"})))
    moderator.reply(topic(running, weigh), "status: not now, because scales are on their way to every ward.")
    told = running.run("sync", "--yes", "--format", "json").fine().data
    assert told["moderators"] == {"tags": 1, "replies": 1, "refused": 0, "unclear": []}
    assert "status-chosen" in town.topic(topic(running, wheels))["tags"]
    assert "status-new" not in town.topic(topic(running, wheels))["tags"]
    owned = ("--owner", "The porters", "--first-step", "Buy a can of oil")
    running.process("ideas", "status", running.ideas()[wheels], "chosen", *owned).fine()

    move(town, 7, 10)
    running.run("sync", "--yes").fine()
    digest = body(town, running, "digest/2015-w03")
    assert ": **Chosen.**" in digest
    assert ": **Not now.** Scales are on their way to every ward." in digest
    assert "Answered 2 of 6 ideas; 4 waiting, longest 6 days." in digest
    assert "](upload://" in digest
    assert "**Answered 2 of 6; 4 waiting, longest 6 days.**" in body(town, running, "start/start")
    page = tmp_path / "digest.html"
    shown = running.process("digest", "preview", "--week", "2015-W03", "--html", page, "--format", "json")
    assert shown.fine().data["body"] == digest
    html = page.read_text(encoding="utf-8")
    assert 'src="data:image/png;base64,' in html
    assert "The table below has all numbers." in html
    assert "<script" not in html

    move(town, 42)
    proposed = running.run("shortlist", "--format", "json").fine().data
    assert {found["idea"] for found in proposed["candidates"]} == {
        running.ideas()[text] for text in (lights, volume)
    }
    told_why = ("--reason", "One ward did it.")
    running.run("shortlist", "--drop", running.ideas()[volume], *told_why).fine()
    for test in ("doable", "new"):
        running.run("shortlist", "--test", running.ideas()[lights], test, "yes", *told_why).fine()
    applied = running.run("shortlist", "--apply", "--yes", "--format", "json").fine().data
    assert applied["shortlisted"] == [running.ideas()[lights]]
    running.run("sync", "--yes").fine()
    assert "status-shortlisted" in town.topic(topic(running, lights))["tags"]
    assert "- Could it be done here? **Yes.** One ward did it." in notices(town, topic(running, lights))[-1]

    asked = running.process("followups", "--due", "--as-of", "2015-02-12", "--format", "json").fine().data
    assert [(one["owner"], one["check_ins"][0]["day"]) for one in asked["followups"]] == [
        ("The porters", "2015-02-11")
    ]
    assert "**Overdue:** nobody has said yet" in notices(town, topic(running, wheels))[-1]
    assert "in the hands of The porters: asked on 11 February" in body(town, running, "start/start")
    said = ("--note", "Half of the trolleys are quiet.")
    running.run("followups", "record", running.ideas()[wheels], "moving", *said).fine()
    running.run("sync", "--yes").fine()
    assert "**It is moving.** Half of the trolleys are quiet." in notices(town, topic(running, wheels))[-1]
    assert "Overdue" not in body(town, running, "start/start")
    move(town, 60)
    moderator.reply(
        topic(running, wheels), "tried here: Ward 7\nwhen: March 2015\nresult: worked\nOne can did it."
    )
    moderator.reply(topic(running, lights), "tried here: Ward 9, they say, and it was good")
    running.run("sync", "--yes").fine()
    assert "**Tried here: Ward 7**, March 2015. It worked. One can did it." in notices(
        town, topic(running, wheels)
    )
    assert "came of it: `result:` and" in notices(town, topic(running, lights))[-1]
    place = ("--place", "The day unit", "--result", "partly", "--words", "Ask 07700 900123.")
    told = running.run("ideas", "tried", running.ideas()[lights], *place, "--format", "json").fine().data
    assert (told["result"], told["words"]) == ("partly", "Ask [phone].")
    moderator.reply(topic(running, wheels), "check-in: done, every trolley is quiet now")
    running.run("sync", "--yes").fine()
    assert "status-done" in town.topic(topic(running, wheels))["tags"]
    move(town, 63, 10)
    running.run("sync", "--yes").fine()
    late = body(town, running, "digest/2015-w11")
    assert ": **Done.** Every trolley is quiet now" in late
    assert ", at Ward 7: it worked" in late
    assert ", at The day unit: it worked in part" in late
    assert "after 60 days: **done**. Every trolley is quiet now" in late
    again = running.run("sync", "--yes", "--format", "json").fine().data
    assert (again["digest"], again["moderators"]["replies"]) == (None, 0)


def test_wrong_words_are_refused_with_what_to_try(running: Operator) -> None:
    idea = running.ideas()[TEXTS[0]]
    for words, what in (
        (("ideas", "status", idea, "brilliant"), "'brilliant' is no status"),
        (("ideas", "status", idea, "not-now"), "An idea is put off with a reason"),
        (("ideas", "status", idea, "done", "--owner", "Us"), "Only ideas that are chosen or being tried"),
        (("shortlist", "--test", idea, "pretty", "yes", "--reason", "So."), "'pretty' is no test"),
        (("shortlist", "--test", idea, "new", "perhaps", "--reason", "So."), "'perhaps' is neither"),
        (("shortlist", "--add", idea), "Every choice and every test has a reason"),
        (
            ("ideas", "tried", idea, "--place", "Here", "--result", "great"),
            "'great' says not what came of it",
        ),
        (("ideas", "tried", idea, "--place", "", "--result", "worked"), "Say where it was tried."),
        (("followups", "--as-of", "tomorrow"), "'tomorrow' is no date"),
        (("followups", "record", idea, "fine"), "'fine' says not how it goes on"),
        (("followups", "record", idea, "done"), f"Idea {idea} is neither chosen nor being tried"),
    ):
        told = running.run(*words)
        assert (told.code, told.out) == (2, ""), words
        assert f"error: {what}" in told.err
        assert "  try: " in told.err
