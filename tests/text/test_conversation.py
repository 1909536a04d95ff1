"""Conversations in folders: what is read, what is wrong and where, and which votes count."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.domain.errors import DeclarationProblems, Problem, UserProblem
from bridge.pipeline.conversation import Conversation, LeftOut
from bridge.text.conversation import read_conversation
from bridge.text.sheet import TOLD

COMMENTS = "id,timestamp,text,moderated,agrees,disagrees,author-id\n"
VOTES = "timestamp,comment-id,voter-id,vote\n"
TWO = f"{COMMENTS}1,1000,Oil the trolley.,1,0,0,7\n2,2000,Dim the lights.,0,0,0,8\n"

Reader = Callable[..., Conversation]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    def make(votes: str | bytes = VOTES, comments: str | bytes = TWO) -> Conversation:
        for name, content in (("comments.csv", comments), ("votes.csv", votes)):
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_conversation(tmp_path)

    return make


@pytest.fixture
def faults(read: Reader, tmp_path: Path) -> Callable[..., list[str]]:
    def make(votes: str | bytes = VOTES, comments: str | bytes = TWO) -> list[str]:
        with pytest.raises(DeclarationProblems) as refusal:
            read(votes, comments)
        assert refusal.value.hint.endswith("Nothing was ranked.")
        return [
            f"{Path(problem.path).relative_to(tmp_path)}:{problem.line}:{problem.column} {problem.message}"
            for problem in refusal.value.problems
        ]

    return make


def counts(conversation: Conversation) -> dict[str, list[int]]:
    """Against, neither, for, by comment."""
    comments, ballots, _ = conversation.ballots()
    return {comment.id: row for comment, row in zip(comments, ballots.counts().tolist(), strict=True)}


class TestReading:
    def test_comments_and_votes(self, read: Reader) -> None:
        found = read(f"{VOTES}3000,1,10,1\n3001,2,10,-1\n3002,2,11,0\n")

        assert [(one.id, one.author, one.created, one.text) for one in found.comments] == [
            ("1", "7", 1000, "Oil the trolley."),
            ("2", "8", 2000, "Dim the lights."),
        ]
        assert counts(found) == {"1": [0, 0, 1], "2": [1, 1, 0]}

    @pytest.mark.parametrize(
        "votes",
        [
            f"\ufeff{VOTES}3000,1,10,1\n",
            "timestamp;comment-id;voter-id;vote\r\n3000;1;10;1\r\n",
            "\n\nVote,Voter_ID,Comment ID,datetime,TIMESTAMP\n\n+1, 10 ,1,noon, 3000\n,,,,\n\n",
            'timestamp,comment-id,voter-id,vote\n"3000","1","10","1"',
            "timestamp\tcomment-id\tvoter-id\tvote\r3000\t1\t10\t1\r",
        ],
        ids=["mark", "semicolons", "order, case, blanks", "quotes", "tabs and old line ends"],
    )
    def test_forms_that_spreadsheets_write(self, read: Reader, votes: str) -> None:
        found = read(votes)

        assert counts(found) == {"1": [0, 0, 1], "2": [0, 0, 0]}
        assert found.at.tolist() == [3000]

    def test_the_columns_of_raw_exports(self, read: Reader) -> None:
        head = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"

        found = read(comments=f'{head}1000,noon,5,7,1,1,1,"Two\nlines, one comma"\n')

        assert [(one.id, one.text) for one in found.comments] == [("5", "Two\nlines, one comma")]

    def test_ids_are_in_the_order_of_numbers_then_of_letters(self, read: Reader) -> None:
        ids = ["b", "10", "9", "007", "0", "a"]
        rows = "".join(f"{one},1000,t,1,0,0,7\n" for one in ids)

        found = read(comments=COMMENTS + rows)

        assert [one.id for one in found.comments] == ["0", "9", "10", "007", "a", "b"]
        assert [one.number for one in found.comments] == [0, 9, 10, None, None, None]

    def test_nobody_voted_yet(self, read: Reader) -> None:
        assert counts(read()) == {"1": [0, 0, 0], "2": [0, 0, 0]}


class TestWhatCounts:
    def test_the_last_vote_stands_to_the_millisecond(self, read: Reader) -> None:
        found = read(f"{VOTES}3002,1,10,-1\n3001,1,10,1\n3001,2,10,1\n3001,2,10,0\n")

        assert counts(found) == {"1": [1, 0, 0], "2": [0, 1, 0]}
        assert found.ballots()[2] == LeftOut(changed=2)

    def test_authors_do_not_vote_for_themselves(self, read: Reader) -> None:
        found = read(f"{VOTES}3000,1,7,1\n3000,2,7,1\n")

        assert counts(found) == {"1": [0, 0, 0], "2": [0, 0, 1]}
        assert found.ballots()[2] == LeftOut(own=1)

    def test_rejected_comments_go_with_their_votes(self, read: Reader) -> None:
        found = read(f"{VOTES}3000,3,7,1\n3000,1,8,1\n", f"{TWO}3,1000,Rude.,-1,0,0,7\n")

        assert counts(found) == {"1": [0, 0, 1], "2": [0, 0, 0]}
        assert found.ballots()[2] == LeftOut(rejected=1, votes_on_rejected=1)

    def test_what_was_known_at_a_time(self, read: Reader) -> None:
        found = read(f"{VOTES}1500,1,10,1\n1500,2,10,1\n2000,1,11,1\n2001,1,10,-1\n")

        assert counts(found.until(999)) == {}
        assert counts(found.until(1999)) == {"1": [0, 0, 1]}
        assert counts(found.until(2000)) == {"1": [0, 0, 2], "2": [0, 0, 1]}
        assert counts(found.until(2001)) == {"1": [1, 0, 1], "2": [0, 0, 1]}


class TestFaults:
    @pytest.mark.parametrize(
        ("row", "place", "what"),
        [
            ("3000,9,10,1", "2:6", "comments.csv holds no comment with this id"),
            ("3000,,10,1", "2:6", "the comment's id is empty"),
            ("3000,1,,1", "2:8", "the voter's id is empty"),
            ("3000,1,10,2", "2:11", "1 is for, -1 against, 0 neither; nothing else is a vote"),
            ("3000,1,10,", "2:11", "1 is for, -1 against, 0 neither; nothing else is a vote"),
            ("noon,1,10,1", "2:1", "not a time in milliseconds since 1970, such as 1726860583807"),
            ("-5,1,10,1", "2:1", "not a time in milliseconds since 1970, such as 1726860583807"),
            ("3000.5,1,10,1", "2:1", "not a time in milliseconds since 1970, such as 1726860583807"),
            (f"{10**15},1,10,1", "2:1", "not a time in milliseconds since 1970, such as 1726860583807"),
            ("3000,1,10", "2:8", "3 cells for 4 columns; some are missing"),
            ("3000,1,10,1,1", "2:13", "5 cells for 4 columns; quote a cell that holds the separator"),
        ],
    )
    def test_a_vote_that_is_none(
        self, faults: Callable[..., list[str]], row: str, place: str, what: str
    ) -> None:
        assert faults(f"{VOTES}{row}\n3000,2,10,1\n") == [f"votes.csv:{place} {what}"]

    @pytest.mark.parametrize(
        ("row", "place", "what"),
        [
            (",1000,t,1,0,0,7", "4:1", "the id is empty"),
            ("2,1000,t,1,0,0,7", "4:1", "the same id stands on line 3"),
            ("3,then,t,1,0,0,7", "4:3", "not a time in milliseconds since 1970, such as 1726860583807"),
            ("3,1000,t,2,0,0,7", "4:10", "1 is accepted, 0 not looked at, -1 rejected"),
        ],
    )
    def test_a_comment_that_is_none(
        self, faults: Callable[..., list[str]], row: str, place: str, what: str
    ) -> None:
        assert faults(comments=f"{TWO}{row}\n") == [f"comments.csv:{place} {what}"]

    def test_places_after_cells_of_several_lines(self, faults: Callable[..., list[str]]) -> None:
        told = faults(comments=f'{COMMENTS}1,1,"a\r\nb, c\n""d""",5,0,0,7\r\n\r\n1,1,t,1,0,0,7\n')

        assert told == [
            "comments.csv:4:8 1 is accepted, 0 not looked at, -1 rejected",
            "comments.csv:6:1 the same id stands on line 2",
        ]

    def test_both_files_are_told_at_once_and_no_fault_makes_another(
        self, faults: Callable[..., list[str]]
    ) -> None:
        told = faults(f"{VOTES}3000,3,10,5\n", f"{TWO}3,1000,t,x,0,0,7\n")

        assert told == [
            "comments.csv:4:10 1 is accepted, 0 not looked at, -1 rejected",
            "votes.csv:2:11 1 is for, -1 against, 0 neither; nothing else is a vote",
        ]

    def test_quotes_that_do_not_close(self, faults: Callable[..., list[str]]) -> None:
        told = faults(f'{VOTES}3000,1,10,1\n3000,"1,10,1\n3000,2,10,1\n')

        assert len(told) == 1
        assert told[0].startswith("votes.csv:3:1 a cell's quotes do not close")

    def test_many_faults_are_counted(self, read: Reader) -> None:
        with pytest.raises(DeclarationProblems) as refusal:
            read(VOTES + "3000,9,10,1\n" * 1234)

        assert len(refusal.value.problems) == TOLD
        assert f": 1,234 problems; these are the first {TOLD}, 1,214 more follow" in refusal.value.what

    @pytest.mark.parametrize(
        ("content", "what"),
        [
            (b"", "1:1 the file is empty"),
            (b"\n \n", "1:1 the file is empty"),
            (COMMENTS.encode(), "1:1 no row holds a comment"),
            (f"{TWO}3,1000,caf".encode() + b"\xe9,1,0,0,7\n", "4:11 the file is not UTF-8"),
            (TWO.encode("utf-16"), "1:1 the file is UTF-16"),
            (TWO.encode() + b"3,1000,\x00,1,0,0,7\n", "4:1 the file holds NUL signs"),
            (b"1,1000,Oil the trolley.,1,0,0,7\n", "1:1 no column is known; is the line with the columns'"),
        ],
        ids=["empty", "blank", "no rows", "latin-1", "utf-16", "nul", "no header"],
    )
    def test_files_that_are_no_comments(
        self, faults: Callable[..., list[str]], content: bytes, what: str
    ) -> None:
        told = faults(comments=content)

        assert len(told) == 1
        assert told[0].startswith(f"comments.csv:{what}")

    def test_columns_that_are_misspelt_missing_unknown_or_there_twice(self, read: Reader) -> None:
        with pytest.raises(DeclarationProblems) as refusal:
            read(
                "timestamp,comment-id,voter-id,vote,vote\n",
                "id,timestmp,text,moderated,athor-id,agrees,colour,is-meta\n1,1,t,1,7,0,red,0\n",
            )

        assert [
            (problem.column, problem.key, problem.message, problem.suggestion)
            for problem in refusal.value.problems
        ] == [
            (1, "timestamp", "the column timestamp is missing", None),
            (1, "author-id", "the column author-id is missing", None),
            (4, "timestmp", "unknown column", "timestamp"),
            (28, "athor-id", "unknown column", "author-id"),
            (44, "colour", "unknown column", None),
            (36, "vote", "two columns are called vote", None),
        ]

    def test_folders_and_files_that_are_missing(self, tmp_path: Path) -> None:
        for folder, what in (
            (tmp_path / "nowhere", "is not there."),
            (tmp_path, "holds no comments.csv and no votes.csv."),
        ):
            with pytest.raises(UserProblem, match=what):
                read_conversation(folder)
        (tmp_path / "comments.csv").mkdir()
        (tmp_path / "votes.csv").write_text(VOTES)
        with pytest.raises(UserProblem, match=r"comments\.csv cannot be read"):
            read_conversation(tmp_path)
        with pytest.raises(UserProblem, match="is no folder"):
            read_conversation(tmp_path / "votes.csv")

    def test_no_message_repeats_a_cell(self, read: Reader) -> None:
        with pytest.raises(DeclarationProblems) as refusal:
            read(
                f"{VOTES}secret,secret,secret,secret\nsecret\n",
                f"{COMMENTS}secret,secret,secret,secret,0,0,secret\nsecret,secret,secret,secret,secret\n",
            )

        assert len(refusal.value.problems) == 6
        assert not any("secret" in problem.message + problem.key for problem in refusal.value.problems)


_CELLS = st.sampled_from(["1", "2", "9", "-1", "0", "", " 1 ", "x", '"1"', '"', "a\nb", '"a\nb"', "٣", "1_0"])


@settings(deadline=None, max_examples=150)
@given(rows=st.lists(st.lists(_CELLS, min_size=1, max_size=6), max_size=8), ends=st.sampled_from("\n\r"))
def test_whatever_stands_in_a_file_is_read_or_told_with_a_place(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], ends: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "comments.csv").write_text(TWO)
    text = VOTES + ends.join(",".join(row) for row in rows)
    (folder / "votes.csv").write_bytes(text.encode())

    found, problems = read_or_refused(folder)

    lines = len(text.splitlines()) + 1
    assert all(1 <= one.line <= lines and one.column >= 1 for one in problems)
    assert (found is None) == bool(problems)
    if found is not None:
        assert set(found.value.tolist()) <= {-1, 0, 1}
        assert len(found.at) <= len(rows) * 3


def read_or_refused(folder: Path) -> tuple[Conversation | None, tuple[Problem, ...]]:
    try:
        return read_conversation(folder), ()
    except DeclarationProblems as refusal:
        return None, refusal.problems
