"""Problems in words: position, key, message, the line with a caret, and what was probably meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from bridge.domain.errors import Problem

_WIDEST = 100
_LEAD = 40


def render(problem: Problem) -> str:
    """One problem as two to four lines without a final line end.

    The source line is shown with a caret under the column; a long line is cut around it. Control characters
    are replaced, so that a file cannot steer the terminal.
    """
    place = f"{problem.path}:{problem.line}:{problem.column}"
    head = f"{place}: {problem.key}: {problem.message}" if problem.key else f"{place}: {problem.message}"
    lines = [head]
    if problem.source.strip():
        shown, caret = _excerpt(problem.source, problem.column)
        lines += [f"    {shown}", f"    {caret}"]
    if problem.suggestion:
        lines.append(f"    did you mean {_safe(problem.suggestion)}?")
    return "\n".join(_safe(line) for line in lines)


def render_problems(problems: Iterable[Problem]) -> str:
    """All problems, in the order given, an empty line between two."""
    return "\n\n".join(render(problem) for problem in problems)


def _excerpt(source: str, column: int) -> tuple[str, str]:
    start = max(0, column - 1 - _LEAD) if len(source) > _WIDEST else 0
    shown = source[start : start + _WIDEST]
    before = source[start : column - 1]
    left = "…" if start else ""
    right = "…" if start + _WIDEST < len(source) else ""
    return f"{left}{shown}{right}", " " * len(left) + "".join(_blank(sign) for sign in before) + "^"


def _blank(sign: str) -> str:
    """White space as wide as the sign stands on a terminal."""
    if sign == "\t":
        return sign
    if unicodedata.combining(sign):
        return ""
    return "  " if unicodedata.east_asian_width(sign) in "WF" else " "


def _safe(text: str) -> str:
    return "".join(
        sign if sign == "\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"} else "\ufffd"
        for sign in text
    )
