"""Footnotes: ``[^1]`` with ``[^1]: text`` elsewhere, and ``^[text]`` on the spot.

All are listed at the end.
"""

from __future__ import annotations

import html
import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_DEFINITION = re.compile(r"\[\^(?P<label>[^\]\s]+)\]:[ \t]*(?P<text>.*)")
_REFERENCE = re.compile(r"\[\^(?P<label>[^\]\s]+)\]")


def install(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    parser.block.ruler.before(
        "reference", "footnote_definition", _define, {"alt": ["paragraph", "reference"]}
    )
    parser.inline.ruler.before("bbcode", "footnote_reference", _refer)
    parser.inline.ruler.before("bbcode", "footnote_inline", _spot)
    parser.core.ruler.after("inline", "footnote_list", _list)


def _define(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    if state.is_code_block(start) or state.level:
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    match = _DEFINITION.match(line)
    if not match:
        return False
    if not silent:
        state.env.setdefault("footnotes", {}).setdefault(match["label"], match["text"])
        state.line = start + 1
    return True


def _refer(state: StateInline, silent: bool) -> bool:
    match = _REFERENCE.match(state.src, state.pos, state.posMax)
    texts: dict[str, str] = state.env.get("footnotes", {})
    if not match or match["label"] not in texts:
        return False
    if not silent:
        _mark(state, texts[match["label"]], match["label"])
    state.pos = match.end()
    return True


def _spot(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("^[", state.pos):
        return False
    end = state.src.find("]", state.pos + 2, state.posMax)
    if end < 0:
        return False
    if not silent:
        _mark(state, state.src[state.pos + 2 : end], None)
    state.pos = end + 1
    return True


def _mark(state: StateInline, text: str, label: str | None) -> None:
    notes: list[dict[str, Any]] = state.env.setdefault("notes", [])
    number = next((i + 1 for i, note in enumerate(notes) if label and note["label"] == label), 0)
    if not number:
        notes.append({"label": label, "text": text})
        number = len(notes)
    state.push(
        "made", "", 0
    ).content = f'<sup class="footnote-ref"><a href="#fn{number}" id="fnref{number}">[{number}]</a></sup>'


def _list(state: StateCore) -> None:
    notes: list[dict[str, Any]] = state.env.get("notes", [])
    if not notes:
        return
    items = []
    for number, note in enumerate(notes, start=1):
        text = html.escape(note["text"], quote=False)
        back = f'<a href="#fnref{number}" class="footnote-backref">↩︎</a>'
        items.append(f'<li id="fn{number}" class="footnote-item"><p>{text} {back}</p>\n</li>\n')
    made = Token("made", "", 0)
    made.content = '<hr class="footnotes-sep">\n\n<ol class="footnotes-list">\n' + "".join(items) + "</ol>\n"
    state.tokens.append(made)
