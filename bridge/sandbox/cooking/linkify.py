"""Bare addresses become links.

It runs before escapes are joined, so an escaped sign inside an address stops it.
"""

from __future__ import annotations

import html
import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_DOMAINS = (
    "com|org|net|edu|gov|info|biz|io|dev|app|co|uk|eu|de|fr|nl|es|it|ch|at|ie|us|ca|au|nz|in|nhs|example|test"
)
_ADDRESS = re.compile(
    r"(?<![\w@/\\.:\u200b\u2060-])"
    r"(?:(?P<full>https?://[^\s<>\"`\\^{}|\u200b\u2060]+)"
    rf"|(?P<bare>(?:[A-Za-z0-9-]+\.)+(?:{_DOMAINS})(?![\w-])(?:[/?#][^\s<>\"`\\^{{}}|\u200b\u2060]*)?))"
)
_TAIL = ".,;:!?'\"*_~"


def install(parser: MarkdownIt) -> None:
    """Add the rule to a parser."""
    parser.core.ruler.before("text_join", "linkify_plain", _linkify)


def _linkify(state: StateCore) -> None:
    for block in state.tokens:
        if block.type != "inline" or not block.children or "." not in block.content:
            continue
        block.children = _walk(block.children)
        if block.level <= 1:
            _oneboxes(block.children)


def _walk(children: list[Token]) -> list[Token]:
    result: list[Token] = []
    depth = 0
    for token in children:
        if token.type == "link_open":
            depth += 1
        elif token.type == "link_close":
            depth -= 1
        if token.type != "text" or depth or "." not in token.content:
            result.append(token)
            continue
        escaped = bool(result) and result[-1].type == "text_special"
        result.extend(_split(token, escaped=escaped))
    return result


def _split(token: Token, *, escaped: bool) -> list[Token]:
    pieces: list[Token] = []
    last = 0
    for match in _ADDRESS.finditer(token.content):
        if escaped and match.start() == 0:
            continue
        address = _trim(match[0])
        start, end = match.start(), match.start() + len(address)
        target = address if match["full"] else f"http://{address}"
        pieces.append(_text(token.content[last:start], token.level))
        opening = Token("link_open", "a", 1, attrs={"href": target}, markup="linkify", info="auto")
        if match["full"] and len(target.split("://", 1)[1].partition("/")[2]) > 0:
            opening.attrs["class"] = "inline-onebox-loading"
        pieces += [opening, _text(address, token.level + 1), Token("link_close", "a", -1, markup="linkify")]
        last = end
    pieces.append(_text(token.content[last:], token.level))
    return [piece for piece in pieces if piece.type != "text" or piece.content]


def _trim(address: str) -> str:
    while address and (
        address[-1] in _TAIL
        or (address[-1] == ")" and address.count(")") > address.count("("))
        or (address[-1] == "]" and address.count("]") > address.count("["))
    ):
        address = address[:-1]
    return address


def _oneboxes(children: list[Token]) -> None:
    """An address alone on its line becomes a onebox."""
    for index, token in enumerate(children):
        if (
            token.type != "link_open"
            or token.markup != "linkify"
            or not str(token.attrs["href"]).startswith("http")
        ):
            continue
        before = children[index - 1].type if index else "softbreak"
        after = children[index + 3].type if index + 3 < len(children) else "softbreak"
        alone = before in ("softbreak", "hardbreak") and after in ("softbreak", "hardbreak")
        if alone and children[index + 1].content.startswith("http"):
            made = Token("made", "", 0)
            href = html.escape(str(token.attrs["href"]))
            made.content = f'<a href="{href}" class="onebox" target="_blank" rel="noopener">{href}</a>'
            children[index] = made
            for place in (index + 1, index + 2):
                blank = Token("made", "", 0)
                children[place] = blank


def _text(content: str, level: int) -> Token:
    token = Token("text", "", 0)
    token.content = content
    token.level = level
    return token
