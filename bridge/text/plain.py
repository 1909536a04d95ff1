"""A file of plain text from its path: what is there, and what stands in the way of reading it."""

from __future__ import annotations

from pathlib import Path

from bridge.domain.errors import DeclarationProblems, Problem, UserProblem

_MARK = b"\xef\xbb\xbf"


def read_plain(path: Path, *, largest: int, too_large: str) -> bytes:
    """The bytes of a UTF-8 file without its mark.

    `largest` is in bytes; `too_large` says what to try with a larger one.
    Raises DeclarationProblems with line and column where it is no UTF-8 text or nothing is in it, UserProblem
    where it is missing, too large or cannot be opened.
    """
    try:
        if path.stat().st_size > largest:
            raise UserProblem(
                f"{path} is larger than {largest // 1024 // 1024} MiB.",
                hint=too_large,
            )
        raw = path.read_bytes()
    except FileNotFoundError:
        raise UserProblem(f"{path} is not there.", hint="Check the path and the spelling.") from None
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        hint = "Name a readable CSV or JSONL file."
        raise UserProblem(f"{path} cannot be read: {reason}.", hint=hint) from None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = "the file is UTF-16; save it as UTF-8 (in a spreadsheet: CSV UTF-8)"
        raise _refused(path, 1, 1, message)
    raw = raw.removeprefix(_MARK)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        message = "the file is not UTF-8; save it as UTF-8 (in a spreadsheet: CSV UTF-8)"
        raise _refused(path, line, column, message) from None
    if b"\x00" in raw:
        line = raw[: raw.index(b"\x00")].count(b"\n") + 1
        raise _refused(path, line, 1, "the file holds NUL signs: it is no text")
    if not raw.strip():
        raise _refused(path, 1, 1, "the file is empty")
    return raw


def _refused(path: Path, line: int, column: int, message: str) -> DeclarationProblems:
    return DeclarationProblems([Problem(str(path), line, column, "", message)])
