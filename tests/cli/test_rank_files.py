"""`rank --from`: a conversation in a folder is ranked and drawn, and nothing else is opened."""

from __future__ import annotations

import csv
import json
import random
import shutil
from pathlib import Path

import pytest

from bridge.cli.rank_files import instant_of
from tests.e2e.staging import Operator

POLIS = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "polis"
CONVERSATIONS = ("bg2050-volunteers", "brexit-consensus", "scoop-hivemind.biodiversity")
KEYS = [
    *("id", "rank", "tied", "support", "low", "high", "up", "down", "seen", "counted", "capped", "across"),
    *("across_status", "gap", "split", "divided", "polarised", "needs_votes"),
    "across_groups",
    "consensus",
]

COMMENTS = """\
id,timestamp,text,moderated,agrees,disagrees,author-id
0,1726000000000,Oil the wheels of the trolley.,1,2,0,90
1,1726000000000,"Dim the lights,
but not all of them.",0,0,1,90
bell,1726000090000,Ring the bell less often.,1,1,1,91
rude,1726000000000,Never mind.,-1,1,0,91
"""
VOTES = """\
timestamp,comment-id,voter-id,vote
1726000000500,0,1,-1
1726000000900,0,1,1
1726000001000,0,2,1
1726000002000,1,1,-1
1726000003000,rude,2,1
1726000091000,bell,1,1
1726000092000,bell,2,-1
1726000093000,bell,91,1
1726000094000,0,3,0
"""


@pytest.fixture
def people(alone: Operator) -> Operator:
    """Somebody with a conversation in the folder `talk`, and no setting."""
    (alone.folder / "talk").mkdir()
    alone.write("talk/comments.csv", COMMENTS)
    alone.write("talk/votes.csv", VOTES)
    return alone


@pytest.fixture(params=CONVERSATIONS)
def shared(request: pytest.FixtureRequest) -> Path:
    folder = POLIS / str(request.param)
    if not folder.is_dir():
        pytest.skip("the conversations at ../shared are not here")
    return folder


def ranked(who: Operator, folder: Path | str, *words: object) -> str:
    return who.run("rank", "--from", folder, "--format", "json", *words).fine().out


class TestRows:
    def test_every_figure_of_every_comment(self, people: Operator) -> None:
        rows = json.loads(ranked(people, "talk"))

        assert [list(row) for row in rows] == [KEYS] * 3
        assert [(row["id"], row["rank"], row["up"], row["down"], row["seen"]) for row in rows] == [
            (0, 1, 2, 0, 3),
            ("bell", 2, 1, 1, 2),
            (1, 3, 0, 1, 1),
        ]
        assert rows[0]["counted"] == {"for": 2, "seen": 3}
        for row in rows:
            assert 0 < row["low"] <= row["support"] <= row["high"] < 1
            assert (row["across"], row["across_status"], row["gap"]) == (None, "too-few-people", None)
            assert row["needs_votes"] is True

    @pytest.mark.parametrize(
        ("until", "seen"),
        [
            ("1726000000899", {0: (0, 1), 1: (0, 0)}),
            ("1726000001000", {0: (2, 2), 1: (0, 0)}),
            ("2024-09-10T20:28:12Z", {0: (2, 2), 1: (0, 1), "bell": (1, 2)}),
            ("2024-09-10T22:28:12+02:00", {0: (2, 2), 1: (0, 1), "bell": (1, 2)}),
            ("2024-09-10", {0: (2, 3), 1: (0, 1), "bell": (1, 2)}),
            ("2024-09-09", {}),
        ],
    )
    def test_what_was_known_then(
        self, people: Operator, until: str, seen: dict[int | str, tuple[int, int]]
    ) -> None:
        rows = json.loads(ranked(people, "talk", "--until", until))

        assert {row["id"]: (row["up"], row["seen"]) for row in rows} == seen

    def test_top_shortens_the_list_only_where_it_is_asked_for(self, people: Operator) -> None:
        assert len(json.loads(ranked(people, "talk", "--top", 2))) == 2
        assert len(json.loads(ranked(people, "talk", "--top", 0))) == 3

    def test_the_table(self, people: Operator) -> None:
        told = people.run("rank", "--from", "talk", "--top", 2).fine()

        assert told.out.startswith("talk: 3 comments, 6 votes of 3 people, ranked by support")
        assert (
            "left out: 1 rejected comment with 1 vote; 1 vote of authors on their own; 1 vote changed later"
        ) in told.out
        assert "Oil the wheels of the trolley.  [needs votes]" in told.out
        assert "... 1 more; --top 0 lists all" in told.out
        assert "no support across sides: fewer than 40 people" in told.out
        assert "Dim the lights, but" in people.run("rank", "--from", "talk").fine().out
        assert told.err == ""

    def test_nothing_was_there_yet(self, people: Operator) -> None:
        told = people.run("rank", "--from", "talk", "--until", 1726000000).fine()

        assert told.out == ""
        assert "talk held no comment that can be ranked by 1970-01-20 23:26:40 UTC" in told.err

    def test_no_campaign_database_or_forum_is_opened(self, people: Operator) -> None:
        people.write(".env", "IDEABRIDGE_REQUESTS_PER_MINUTE=not a number\n")
        before = sorted(people.folder.rglob("*"))

        people.wears(
            IDEABRIDGE_CAMPAIGN="no-such.yaml", IDEABRIDGE_DATABASE_URL="sqlite:///kept/b.sqlite3"
        ).process("rank", "--from", "talk").fine()

        assert sorted(people.folder.rglob("*")) == before


class TestRealConversations:
    def test_the_order_and_the_keys(self, alone: Operator, shared: Path) -> None:
        rows = json.loads(ranked(alone, shared))
        across = json.loads(ranked(alone, shared, "--by", "across"))

        with (shared / "comments.csv").open(encoding="utf-8", newline="") as file:
            kept = {int(row["id"]) for row in csv.DictReader(file) if row["moderated"] != "-1"}
        assert {row["id"] for row in rows} == kept
        assert [row["support"] for row in rows] == sorted((row["support"] for row in rows), reverse=True)
        scores = [row["across"] for row in across if row["across"] is not None]
        assert scores == sorted(scores, reverse=True)
        assert scores
        assert all((row["across"] is None) == (row["across_status"] != "scored") for row in rows)

    def test_groups_that_are_named_have_a_score_and_a_consensus(self, alone: Operator, shared: Path) -> None:
        """Consensus is what Polis computed, where that is known; groups of a single person have no score."""
        told = {row["id"]: row for row in json.loads(ranked(alone, shared))}
        official = shared / "official_gic.csv"
        wanted = {number: row["consensus"] for number, row in told.items()}
        if official.exists():
            with official.open(encoding="utf-8", newline="") as file:
                wanted = {
                    int(row["id"]): float(row["group-informed-consensus"]) for row in csv.DictReader(file)
                }
        assert all(abs(row["consensus"] - wanted[number]) <= 1e-12 for number, row in told.items())
        scores = [row["across_groups"] for row in told.values()]
        told_groups = sum(score is not None for score in scores)
        assert all(0.0 < score < 1.0 for score in scores if score is not None)
        if shared.name == "bg2050-volunteers":
            assert told_groups == 0
        else:
            assert told_groups > len(scores) / 2

    def test_until_is_the_ranking_of_shorter_files(
        self, alone: Operator, shared: Path, tmp_path: Path
    ) -> None:
        times = sorted(row[0] for row in rows_of(shared / "votes.csv")[1:])
        then = times[len(times) // 3]
        shorter = tmp_path / shared.name
        shorter.mkdir()
        for name, column in (("comments.csv", 1), ("votes.csv", 0)):
            head, *rows = rows_of(shared / name)
            write_rows(shorter / name, [head, *(row for row in rows if int(row[column]) <= int(then))])
        shutil.copy(shared / "groups.csv", shorter)

        assert ranked(alone, shared, "--until", then) == ranked(alone, shorter)
        assert ranked(alone, shared, "--until", then) != ranked(alone, shared)

    def test_shuffled_rows_give_the_same_bytes(self, alone: Operator, shared: Path, tmp_path: Path) -> None:
        shuffled = tmp_path / shared.name
        shuffled.mkdir()
        for name in ("comments.csv", "votes.csv"):
            head, *rows = rows_of(shared / name)
            random.Random(name).shuffle(rows)
            write_rows(shuffled / name, [head, *rows])
        shutil.copy(shared / "groups.csv", shuffled)

        for words in ((), ("--by", "across")):
            assert ranked(alone, shuffled, *words) == ranked(alone, shared, *words)


class TestPictures:
    def test_it_is_drawn_beside_the_rows_and_told(self, people: Operator) -> None:
        people.write("old.png", "overwritten")

        told = people.run("rank", "--from", "talk", "--plot", "old.png", "--format", "json").fine()
        people.run("rank", "--from", "talk", "--plot", "new.PNG").fine()

        assert len(json.loads(told.out)) == 3
        assert told.err == (
            "old.png: 3 ideas with intervals; no support across sides (fewer than 40 people voted on "
            "at least 7 of them, too few to see sides); no movement (all votes came on one day)\n"
        )
        png = (people.folder / "old.png").read_bytes()
        assert png.startswith(b"\x89PNG")
        assert png == (people.folder / "new.PNG").read_bytes()

    def test_a_real_conversation_fills_every_panel(self, alone: Operator) -> None:
        folder = POLIS / "scoop-hivemind.biodiversity"
        if not folder.is_dir():
            pytest.skip("the conversations at ../shared are not here")

        told = alone.run("rank", "--from", folder, "--plot", "talk.png").fine()

        assert told.err.startswith("talk.png: 20 ideas with intervals; 1")
        assert "ideas by support and support across sides; how the first moved, at 7 dates" in told.err


class TestWrongUse:
    @pytest.mark.parametrize(
        ("words", "what", "hint"),
        [
            ("--from nowhere", "nowhere is not there.", "Name the folder that holds comments.csv"),
            ("--from talk/votes.csv", "talk/votes.csv is no folder.", "Name the folder that"),
            ("--from .", ". holds no comments.csv and no votes.csv.", "A conversation is a folder with"),
            ("--from talk --explain 1", "--explain does not go with --from", "--from ranks the files"),
            ("--from talk -c c.yaml", "--campaign does not go with --from", "--from ranks the files"),
            ("--from talk --until soon", "--until names no time", "Write milliseconds since 1970"),
            ("--from talk --until 2024-13-01", "--until names no time", "Write milliseconds since 1970"),
            (
                "--from talk --plot a.svg",
                "--plot draws a PNG",
                "Name a file that ends in .png, such as a.png",
            ),
            (
                "--from talk --plot no/a.png",
                "cannot write no/a.png: no is no folder",
                "Make the folder first.",
            ),
            ("--until 5", "--until goes with --from only", "Name a folder of files with --from."),
        ],
    )
    def test_it_is_refused(self, people: Operator, words: str, what: str, hint: str) -> None:
        told = people.run("rank", *words.split())

        assert (told.code, told.out) == (2, "")
        assert f"error: {what}" in told.err
        assert f"  try: {hint}" in told.err
        assert not list(people.folder.glob("*.png"))

    @pytest.mark.parametrize("output", ["json", "text"])
    def test_faults_in_files_are_told_with_places_and_nothing_is_printed(
        self, people: Operator, output: str
    ) -> None:
        people.write("talk/votes.csv", VOTES + "1726000095000,99,1,1\n1726000095000,0,1,yes\n")
        people.write("talk/comments.csv", COMMENTS.replace("moderated", "modrated"))

        told = people.run("rank", "--from", "talk", "--format", output, "--plot", "talk.png")

        assert (told.code, told.out) == (2, "")
        assert "talk/comments.csv:1:19: modrated: unknown column\n    did you mean moderated?" in told.err
        assert "talk/comments.csv:1:1: moderated: the column moderated is missing" in told.err
        assert "talk/votes.csv:12:19: vote: 1 is for, -1 against, 0 neither" in told.err
        assert "error: talk: 3 problems\n" in told.err
        assert "  try: Correct the lines named and run this again. Nothing was ranked." in told.err
        assert not (people.folder / "talk.png").exists()

    def test_names_that_no_file_can_have(self, people: Operator) -> None:
        long = "a" * 300
        (people.folder / "a.png").mkdir()

        for words, what in (
            (("talk", "--plot", f"{long}.png"), f"cannot write {long}.png: "),
            (("talk", "--plot", "a.png"), "a.png is a folder"),
            ((long,), f"{long} is not there."),
        ):
            told = people.run("rank", "--from", *words)

            assert (told.code, told.out) == (2, "")
            assert f"error: {what}" in told.err


@pytest.mark.parametrize(
    ("words", "instant"),
    [
        ("0", 0),
        ("1726000000899", 1_726_000_000_899),
        ("1970-01-01", 86_399_999),
        ("1970-01-01T00:00", 0),
        ("1970-01-01 01:00:00.123456+01:00", 123),
        ("1969-12-31T23:59:59.9Z", -100),
    ],
)
def test_times_as_people_write_them(words: str, instant: int) -> None:
    assert instant_of(words) == instant


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write_rows(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
