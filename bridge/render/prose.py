"""The operator's own Markdown as campaign files hold it: wrapped by hand, and the forum shows every break."""

from __future__ import annotations

import re

_FENCE = re.compile(r"\s*(?:```|~~~)")

# A line that starts so begins something of its own; nothing may be joined to it from above.
_STARTS = re.compile(r"\s*(?:[-*+]\s|\d{1,9}[.)]\s|[>|#<\[!]|$)| {4}|\t")

# A line that starts so stands alone; nothing may be joined to it from below.
_STANDS_ALONE = re.compile(r"\s*(?:#{1,6}\s|\||<|\[[/a-z][^\]]*\]\s*$|$)")


def flowing(text: str) -> str:
    """The text with the lines of each paragraph, quotation line or list item joined to one.

    A break that is meant as one (two spaces or a backslash at the end of the line) stays, and so does
    everything in a code fence.
    """
    lines: list[str] = []
    fenced = False
    for line in text.strip().splitlines():
        edge = bool(_FENCE.match(line))
        if lines and not fenced and not edge and _continues(lines[-1], line):
            lines[-1] = f"{lines[-1].rstrip()} {line.strip()}"
        else:
            lines.append(line)
        fenced = fenced is not edge
    return "\n".join(lines)


def _continues(above: str, line: str) -> bool:
    if above.endswith(("  ", "\\")) or _STANDS_ALONE.match(above) or _FENCE.match(above):
        return False
    if re.match(r"\s{2,}\S", line) and re.match(r"\s*(?:[-*+]|\d{1,9}[.)])\s", above):
        # The indented second line of a list item, unless it starts an item below it.
        return not _STARTS.match(line.strip())
    return not _STARTS.match(line)
