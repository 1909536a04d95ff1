"""Files of ideas: what is read, what is dropped at the door, what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.campaign import Campaign, Group, Lens, LensTag
from bridge.domain.errors import DeclarationProblems, UserProblem
from bridge.domain.idea import Experience
from bridge.domain.question import Framing, Question
from bridge.text.rows import IdeaFile, read_ideas
from bridge.text.tabular import read_csv

Reader = Callable[..., IdeaFile]


def campaign(*questions: str) -> Campaign:
    framing = Framing("p", "a", "g", "o")
    return Campaign(
        slug="tea",
        title="Tea",
        summary="s",
        purpose="p",
        timezone="Europe/London",
        starts=date(2015, 6, 1),
        ends=date(2015, 7, 1),
        phases=(),
        questions=tuple(Question(key, f"Title of {key}", "?", framing, f"tag-{key}") for key in questions),
        groups=(Group("nurse", "Nurse"), Group("allied-health", "Allied health professional")),
        lenses=(
            Lens(
                "n",
                "N",
                "s",
                (LensTag("need-money", "Money", "d", "s"), LensTag("need-time", "Time", "d", "s")),
            ),
        ),
    )


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    def make(
        content: str | bytes,
        *,
        name: str = "ideas.csv",
        skip_bad: bool = False,
        questions: tuple[str, ...] = ("q1", "q2"),
    ) -> IdeaFile:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_ideas(path, campaign(*questions), skip_bad=skip_bad)

    return make


def told(read: Reader, content: str | bytes, **options: object) -> list[tuple[int, int, str, str]]:
    with pytest.raises(DeclarationProblems) as caught:
        read(content, **options)
    assert "Nothing was imported" in caught.value.hint
    return [(p.line, p.column, p.key, p.message) for p in caught.value.problems]


FULL = (
    "text,title,question,role,lenses,submitted_at,experience\n"
    '"Warm, not hot",A title of our own,q1,Nurse,need-money; Time,2015-06-03 14:20,We did\n'
    '"Two\nlines",,TAG-Q2,allied-health,,2015-06-04,\n'
)


def test_every_column_is_read(read: Reader) -> None:
    first, second = read(FULL).ideas
    assert (first.text, first.title, first.question) == ("Warm, not hot", "A title of our own", "q1")
    assert (first.role, first.lenses, first.experience) == (
        "nurse",
        ("need-money", "need-time"),
        Experience.WE_DID,
    )
    assert first.submitted_at == datetime(2015, 6, 3, 13, 20, tzinfo=UTC)
    assert (second.text, second.title, second.question) == ("Two\nlines", "", "q2")
    assert (second.role, second.lenses, second.experience) == ("allied-health", (), Experience.WOULD_LIKE)
    assert second.submitted_at == datetime(2015, 6, 3, 23, tzinfo=UTC)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_spreadsheets_of_any_make(read: Reader, delimiter: str, ends: str, mark: str) -> None:
    content = mark + ends.join(
        [delimiter.join(["Question", "Text"]), delimiter.join(["q1", '"Tea, warm; or | hot"']), ""]
    )
    (idea,) = read(content).ideas
    assert (idea.text, idea.question) == ("Tea, warm; or | hot", "q1")


def test_json_lines(read: Reader) -> None:
    content = '{"text": "Warm tea", "question": "q1", "lenses": ["need-time"], "title": null}\n\n'
    content += '{"text":"x y","question":"q2"}\n'
    first, second = read(content, name="ideas.jsonl").ideas
    assert (first.text, first.lenses, second.question) == ("Warm tea", ("need-time",), "q2")


AUTHOR_COLUMNS = (
    "name,Author,author name,E-mail,email,Email address,user,username,user_id,UserID,phone,Phone number,IP,"
    "ip address,Home address,submitted by,id,staff number,Date of birth"
)


@pytest.mark.parametrize("column", AUTHOR_COLUMNS.split(","))
def test_who_wrote_it_is_dropped_at_the_door(read: Reader, column: str) -> None:
    file = read(f"text,question,{column}\nWarm tea,q1,Jo Fenwick 01632\n")
    assert file.dropped == (column,)
    assert "Fenwick" not in repr(file)


def test_one_question_needs_no_column(read: Reader) -> None:
    assert read("text\nWarm tea\n", questions=("q1",)).ideas[0].question == "q1"


def test_everything_wrong_is_told_at_once_with_its_place(read: Reader) -> None:
    content = (
        "text,question,role,lenses,submitted_at,experience\n"
        "Warm tea,q1,nurse,need-money,2015-06-03,we did\n"
        '"Secret, words",q7,nrse,need-mony,03/06/2015,we-dit\n'
        ',,"",,,\n'
        "   ,q1,,,,\n"
        "Secret words,,,,,\n"
    )
    assert told(read, content) == [
        (3, 17, "question", "unknown question (declared: q1, q2)"),
        (3, 20, "role", "unknown role (declared: nurse, allied-health)"),
        (3, 25, "lenses", "unknown lens tag (declared: need-money, need-time)"),
        (3, 35, "submitted_at", "not a date; write it as 2015-01-26, 2015-01-26 14:00 or 2015-01-26T14:00Z"),
        (3, 46, "experience", "unknown experience (known: would-like, we-did)"),
        (5, 1, "text", "the text is empty"),
        (6, 14, "question", "the question is missing (asked: q1, q2)"),
    ]


def test_the_nearest_known_word_is_offered(read: Reader) -> None:
    with pytest.raises(DeclarationProblems) as caught:
        read("text,qestion,lenses\nWarm tea,q1,\n")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.key, problem.suggestion) == (1, 6, "qestion", "question")
    with pytest.raises(DeclarationProblems) as caught:
        read("text,question,lenses\nWarm tea,q1,need-mony\n")
    assert caught.value.problems[0].suggestion == "need-money"


@pytest.mark.parametrize(
    ("content", "line", "column", "words"),
    [
        (b"", 1, 1, "the file is empty"),
        (b"\xef\xbb\xbf \n\n", 1, 1, "the file is empty"),
        (b"text,question\n", 1, 1, "no row holds an idea"),
        (b"text,question\nWarm t\xe9,q1\n", 2, 7, "not UTF-8"),
        ("text,question\nWarm tea,q1\n".encode("utf-16"), 1, 1, "UTF-16"),
        (b"text,question\nWa\x00rm,q1\n", 2, 1, "NUL"),
        (b"title,question\nWarm tea for all,q1\n", 1, 1, "the column text is missing"),
        (b"Secret words of somebody,q1\nWarm tea,q1\n", 1, 1, "is the line with the columns' names missing"),
        (b'text,question\n"Secret words,q1\n', 2, 1, "quotes do not close"),
        (b'text,question\n"Secret" words,q1\n', 2, 1, "quotes do not close"),
        (b"text,question\nSecret, words,q1\n", 2, 15, "more cells than the 2 columns"),
        (b"text,question,idea\nWarm tea,q1,x\n", 1, 15, "two columns hold the text"),
        (b"text,question,colour\nWarm tea,q1,x\n", 1, 15, "unknown column"),
    ],
)
def test_files_that_cannot_be_taken(read: Reader, content: bytes, line: int, column: int, words: str) -> None:
    (problem,) = told(read, content)
    assert problem[:2] == (line, column)
    assert words in problem[3]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ('{"text": "Secret words", "question": "q1"}\n{"text": \n', 2, "not valid JSON"),
        ('["Secret words"]\n', 1, "not an object"),
        ('{"text": 7, "question": "q1"}\n', 1, "not a text"),
        ('{"question": "q1"}\n', 1, "the column text is missing"),
        ('{"text": "Secret words", "question": "q1", "mood": "x"}\n', 1, "unknown column"),
    ],
)
def test_json_lines_that_cannot_be_taken(read: Reader, content: str, line: int, words: str) -> None:
    problems = told(read, content, name="ideas.jsonl")
    assert problems[0][0] == line
    assert words in problems[0][3]
    assert "Secret" not in str(problems)


def test_no_message_repeats_what_stands_in_a_cell(read: Reader) -> None:
    """Also not where a forgotten quote shifts words into other columns, or the first line is missing."""
    for content in (
        "text,question,role,lenses,submitted_at,experience\nSecret,secret,secret,secret,secret,secret\n",
        "secret,secret\nsecret,secret\n",
        "text,this secret is far too long to be the name of any column\nSecret,secret\n",
        "text,jo@secret.example\nx,y\n",
    ):
        assert "secret" not in str(told(read, content)).lower()


def test_bad_rows_can_be_left_out(read: Reader) -> None:
    content = "text,question\nWarm tea,q1\nSecret,q9\n,q1\nLids,q2\na,b,c\n"
    file = read(content, skip_bad=True)
    assert [idea.text for idea in file.ideas] == ["Warm tea", "Lids"]
    assert (file.skipped, [problem.line for problem in file.problems]) == (3, [3, 4, 6])


@pytest.mark.parametrize(
    "content",
    [
        'text,question\nWarm tea,q1\n"Secret,q1\nLids,q1\n',
        "text,question\nWarm,q9\n",
        "text,colour\nWarm,q1\n",
    ],
)
def test_a_file_that_breaks_off_or_holds_nothing_good_is_refused_all_the_same(
    read: Reader, content: str
) -> None:
    assert told(read, content, skip_bad=True)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserProblem, match="is not there"):
        read_ideas(tmp_path / "none.csv", campaign("q1"))
    with pytest.raises(UserProblem, match="cannot be read: is a directory"):
        read_ideas(tmp_path, campaign("q1"))


@given(
    st.lists(
        st.lists(st.text(st.sampled_from('ab",;\n\r é'), max_size=8), min_size=2, max_size=4).filter(
            lambda row: any(cell.strip() for cell in row)
        ),
        min_size=1,
        max_size=5,
    )
)
def test_cells_are_found_where_they_stand(rows: list[list[str]]) -> None:
    """Any table written with quotes is read back, each cell at its own place."""
    lines = ['"' + '","'.join(cell.replace('"', '""') for cell in row) + '"' for row in rows]
    content = '"text","question","title","role"\n' + "\n".join(lines) + "\n"
    table = read_csv(content)
    assert not table.faults
    read_back = [[cell.value for cell in record.values()] for _, record in table.records]
    assert read_back == [row for row in rows if any(cell.strip() for cell in row)]
