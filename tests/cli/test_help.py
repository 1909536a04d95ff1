"""Help answers at once: heavy packages are imported by the commands that need them, never before."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.e2e.staging import Operator

HEAVY = {
    *("alembic", "cryptography", "fastapi", "jinja2", "markdown_it", "matplotlib", "nh3", "numpy"),
    *("pydantic", "pydantic_settings", "rapidfuzz", "requests", "ruamel", "scipy", "sqlalchemy"),
    *("starlette", "urllib3", "uvicorn"),
    *("onnxruntime", "tokenizers"),
}

SCRIPT = """
import json, sys
sys.argv = ["ideabridge", *sys.argv[1:]]
from bridge.cli.main import main
try:
    main()
except SystemExit as end:
    code = end.code or 0
print(json.dumps({"code": code, "modules": sorted({name.partition(".")[0] for name in sys.modules})}))
"""


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        ("--help", set()),
        ("--version", set()),
        # The framework of the command line looks at pydantic's types to read a command's parameters.
        ("sync --help", {"pydantic"}),
        ("ideas --help", {"pydantic"}),
        ("rank --help", {"pydantic"}),
    ],
)
def test_help_imports_nothing_heavy(alone: Operator, words: str, allowed: set[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *words.split()],
        capture_output=True,
        text=True,
        check=True,
        env=alone.whole_environment(),
    )

    said, last = done.stdout.rsplit("\n", 2)[0], done.stdout.splitlines()[-1]
    found = json.loads(last)
    assert found["code"] == 0
    assert "ideabridge" in said
    assert HEAVY & set(found["modules"]) <= allowed


def test_no_command_at_all_shows_the_help(alone: Operator) -> None:
    told = alone.run()

    assert "Usage: " in told.out + told.err
    assert told.code in (0, 2)
