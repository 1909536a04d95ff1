"""An installed bridge can make its database: the wheel carries every migration."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import bridge.store

ROOT = Path(__file__).resolve().parents[3]


def test_the_wheel_carries_every_migration(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        carried = {name for name in archive.namelist() if name.startswith("bridge/store/migrations/")}
    folder = Path(bridge.store.__file__).parent / "migrations"
    needed = {f"bridge/store/migrations/{path.relative_to(folder)}" for path in folder.rglob("*.py")}
    assert "bridge/store/migrations/versions/0001_initial.py" in needed
    assert carried >= needed
