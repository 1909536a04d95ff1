r"""Mentions, hashtags, emoji and check boxes: found in the final text, after escapes were resolved.

This is why ``\@name`` and ``&#64;name`` still mention somebody, while a zero width space next to the sign
stops it.
"""

from __future__ import annotations

import html
import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from bridge.sandbox.cooking.emoji import NAMES, SIGNS, image
from bridge.sandbox.cooking.lookup import Lookup

_EDGE = r"(?<![^\s!-/:-@\[-`{-~])"
_PATTERN = re.compile(
    rf"{_EDGE}@(?P<mention>[A-Za-z0-9_](?:[A-Za-z0-9_.-]{{0,58}}[A-Za-z0-9_])?)"
    rf"|{_EDGE}#(?P<hashtag>[\u00C0-\u1FFF\u2C00-\uD7FF\w:-]{{1,101}})"
    rf"|{_EDGE}:(?P<emoji>[A-Za-z0-9_+-]{{1,60}}):"
    r"|\[(?P<box>[ xX]?)\]"
    rf"|(?P<sign>{'|'.join(re.escape(sign) for sign in SIGNS)})"
)
_ZERO_WIDTH = ("\u200b", "\u2060")


def install(parser: MarkdownIt) -> None:
    """Add the rule at the end of a parser's chain."""
    parser.core.ruler.push("postprocess", _postprocess)


def _postprocess(state: StateCore) -> None:
    lookup: Lookup = state.env["lookup"]
    for block in state.tokens:
        if block.type != "inline" or not block.children:
            continue
        depth = 0
        result: list[Token] = []
        for token in block.children:
            if token.type == "link_open":
                depth += 1
            elif token.type == "link_close":
                depth -= 1
            if token.type == "text" and not depth:
                result.extend(_split(token, lookup))
            else:
                result.append(token)
        block.children = result


def _split(token: Token, lookup: Lookup) -> list[Token]:
    pieces: list[Token] = []
    content, last = token.content, 0
    for match in _PATTERN.finditer(content):
        made = _made(match, lookup)
        if made is None:
            continue
        if match.start() > last:
            pieces.append(_text(content[last : match.start()]))
        piece = Token("made", "", 0)
        piece.content = made
        pieces.append(piece)
        last = match.end()
    if not pieces:
        return [token]
    if last < len(content):
        pieces.append(_text(content[last:]))
    return pieces


def _made(match: re.Match[str], lookup: Lookup) -> str | None:
    """The markup for what was found, or None to leave the text alone."""
    if name := match["mention"]:
        return _mention(name, lookup)
    if slug := match["hashtag"]:
        return _hashtag(slug, lookup)
    if name := match["emoji"]:
        return image(name.lower()) if name.lower() in NAMES else None
    if sign := match["sign"]:
        return image(SIGNS[sign])
    checked = match["box"] in ("x", "X")
    kind = "checked fa fa-square-check-o fa-fw" if checked else "fa fa-square-o fa-fw"
    return f'<span class="chcklst-box {kind}"></span>'


def _mention(name: str, lookup: Lookup) -> str:
    kind = lookup.mention(name)
    if kind == "user":
        return f'<a class="mention" href="/u/{name.lower()}">@{name}</a>'
    if kind == "group":
        return f'<a class="mention-group" href="/groups/{name.lower()}">@{name}</a>'
    return f'<span class="mention">@{name}</span>'


def _hashtag(slug: str, lookup: Lookup) -> str:
    place = lookup.hashtag(slug)
    if place is None:
        return f'<span class="hashtag-raw">#{html.escape(slug)}</span>'
    name = html.escape(place.name)
    if place.kind == "tag":
        return (
            f'<a class="hashtag-cooked" href="/tag/{html.escape(place.slug)}" data-type="tag"'
            f' data-slug="{html.escape(place.slug)}" data-id="{place.id}"><span'
            ' class="hashtag-icon-placeholder">'
            '<svg class="fa d-icon d-icon-tag svg-icon svg-node"><use href="#tag"></use></svg></span>'
            f"<span>{name}</span></a>"
        )
    return (
        f'<a class="hashtag-cooked" href="/c/{place.slug}/{place.id}" data-type="category"'
        f' data-slug="{place.slug}"'
        f' data-id="{place.id}" data-style-type="square"><span class="hashtag-icon-placeholder">'
        '<svg class="fa d-icon d-icon-square-full svg-icon svg-node"><use'
        ' href="#square-full"></use></svg></span>'
        f"<span>{name}</span></a>"
    )


def _text(content: str) -> Token:
    token = Token("text", "", 0)
    token.content = content
    return token
