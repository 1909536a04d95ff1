"""What can go wrong, as types: the caller decides by type, the command line by exit code.

Every message says what happened and what to try; none carries a key, an address or a person's words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """What the command line returns (design, section 6)."""

    FINE = 0
    FAILED = 1
    USAGE = 2
    NEEDS_PERSON = 3
    RIGHTS = 4
    TRY_LATER = 5
    PENDING = 10


class BridgeError(Exception):
    """Anything the bridge raises on purpose."""

    exit_code = ExitCode.FAILED

    def __init__(self, what: str, *, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


class UserProblem(BridgeError):
    """A person can mend it: told without a traceback, with what to try in `hint`."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a file: where, what, and what the author probably meant.

    `line` and `column` count from 1; `key` is the path of keys such as `phases[1].from`;
    `source` is the text of that line, without its line end.
    """

    path: str
    line: int
    column: int
    key: str
    message: str
    source: str = ""
    suggestion: str | None = None


class DeclarationProblems(UserProblem):
    """Everything that is wrong with a declared file, told at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        count = len(self.problems)
        super().__init__(
            f"{first.path}: {count} problem{'s' if count != 1 else ''}",
            hint="Correct the lines named and run `ideabridge validate` again.",
        )


class ForumError(BridgeError):
    """The forum did not do what was asked."""


class Temporary(ForumError):
    """The same request may pass later; `delay` is the forum's own wish in seconds, if it named one."""

    exit_code = ExitCode.TRY_LATER

    def __init__(self, what: str, *, delay: float | None = None, hint: str = "") -> None:
        super().__init__(what, hint=hint)
        self.delay = delay


class RateLimited(Temporary):
    """Refused before acting, because of too many requests (429)."""


class ForumDown(Temporary):
    """Not reachable, restarting or read-only; nothing was done."""


class Timeout(Temporary):
    """A reading request got no answer in time; nothing was changed."""


class Permanent(ForumError):
    """Repeating the same request cannot help."""


class Forbidden(Permanent):
    """The key is wrong, or lacks a right (401, 403)."""

    exit_code = ExitCode.RIGHTS


class Rejected(Permanent):
    """The forum refuses the content (400, 422), with its reasons in `reasons`."""

    def __init__(self, what: str, *, reasons: Sequence[str] = (), hint: str = "") -> None:
        super().__init__(what, hint=hint)
        self.reasons = tuple(reasons)


class Gone(Permanent):
    """It is not there, or not visible to the bridge's account (404, 410)."""


class UnexpectedAnswer(Permanent):
    """An answer without a field that the bridge needs; names endpoint and field."""


class Unknown(ForumError):
    """A writing request was sent and no usable answer came: it may or may not have been carried out.

    Never repeated blindly: the journal row stays open and is settled by looking at the forum.
    """

    exit_code = ExitCode.TRY_LATER


class EditConflict(ForumError):
    """Someone edited the text since it was read (409): compare again."""

    exit_code = ExitCode.NEEDS_PERSON


class UnsafePlan(BridgeError):
    """A brake holds the plan back until a person has looked (`--force`)."""

    exit_code = ExitCode.NEEDS_PERSON


class LostLease(BridgeError):
    """Another run took over this campaign; this one stops before its next write."""

    exit_code = ExitCode.TRY_LATER


class Interrupted(BridgeError):
    """A person asked to stop; what was done is kept and the same command goes on from there."""

    exit_code = ExitCode.FAILED
