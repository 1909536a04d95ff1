"""The table of surprises points to tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent


def test_every_row_names_a_test_that_is_there() -> None:
    rows = [
        line
        for line in (HERE / "README.md").read_text(encoding="utf-8").splitlines()
        if re.match(r"\| \d", line)
    ]
    assert [int(row.split("|")[1]) for row in rows] == list(range(1, 16))
    for row in rows:
        named = re.findall(r"`([\w./]+\.py)(?:::(\w+))?`", row)
        assert named, row
        for path, name in named:
            text = (HERE / path).read_text(encoding="utf-8")
            assert f"def {name}(" in text or not name, (path, name)
