"""What people read in the forum and in private messages is plain English, for readers of about 12."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading import READING_AGE_12, from_markdown, grade

SNAPSHOTS = sorted((Path(__file__).parent / "snapshots").glob("*.md"))


@pytest.mark.parametrize("path", SNAPSHOTS, ids=lambda path: path.stem)
def test_every_text_is_easy_to_read(path: Path) -> None:
    found = grade(from_markdown(path.read_text(encoding="utf-8")))
    assert found is None or found <= READING_AGE_12, f"grade {found:.1f}"


def test_the_measure_tells_easy_words_from_hard_ones() -> None:
    easy = "We ask you for an idea. You send it in. Nobody knows who wrote it. " * 4
    hard = (
        "Notwithstanding organisational considerations, participants' contributions undergo comprehensive "
        "anonymisation procedures prior to their subsequent dissemination throughout the community. " * 4
    )
    assert (grade(easy) or 0) < 3
    assert (grade(hard) or 0) > 20
    assert grade("Notwithstanding organisational considerations.") is None
