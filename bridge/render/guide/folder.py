"""The folder in which a built guide lies: written over only where a guide was written before."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bridge.domain.errors import UserProblem

MARK = "guide.built"
"""Lies in every folder that was built, so that only such a folder is ever written over."""


def check_place(out: Path) -> None:
    """Refuse a folder that holds something else, before any work is done."""
    try:
        if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / MARK).is_file())):
            raise UserProblem(
                f"{out} holds something that is no guide", hint="Name a new folder, or an empty one."
            )
    except OSError as error:
        raise UserProblem(f"cannot look into {out}: {error.strerror}", hint="Name another folder.") from None


def write_guide(out: Path, files: Mapping[str, bytes]) -> tuple[int, int]:
    """Write all files, and take away those of an earlier build; how many files and bytes there are."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        before = out / MARK
        stale = set(before.read_text(encoding="utf-8").splitlines()) if before.is_file() else set()
        # First what is there now: if this is cut off, the next build still knows what it may take away.
        before.write_text("".join(f"{name}\n" for name in sorted(stale | files.keys())), encoding="utf-8")
        for folder in sorted({name.rpartition("/")[0] for name in files}):
            (out / folder).mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (out / name).write_bytes(content)
        for name in sorted(stale - files.keys()):
            path = (out / name).resolve()
            if path.is_relative_to(out.resolve()):
                path.unlink(missing_ok=True)
        before.write_text("".join(f"{name}\n" for name in sorted(files)), encoding="utf-8")
    except OSError as error:
        raise UserProblem(
            f"cannot write the guide to {out}: {error.strerror}", hint="Name another folder."
        ) from None
    return len(files), sum(map(len, files.values()))
