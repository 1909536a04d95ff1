"""Images: sizes in the alternative text (``![red|20x10]``) and short addresses of uploads."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from bridge.sandbox.cooking.lookup import Lookup

_SIZE = re.compile(r"(?P<alt>.*?)\|(?P<width>\d+)x(?P<height>\d+)(?:,\s*(?P<percent>\d+)%)?\Z", re.DOTALL)
_SHORT = "upload://"
_NOTHING = "/images/transparent.png"


def install(parser: MarkdownIt) -> None:
    """Add the rule to a parser."""
    parser.core.ruler.push("images", _images)


def _images(state: StateCore) -> None:
    lookup: Lookup = state.env["lookup"]
    for block in state.tokens:
        for token in block.children or []:
            if token.type == "image":
                _size(token)
                _resolve(token, lookup)


def _size(token: Token) -> None:
    match = _SIZE.fullmatch(token.content)
    if match is None:
        return
    share = int(match["percent"] or 100) / 100
    token.content = match["alt"]
    text = Token("text", "", 0)
    text.content = match["alt"]
    token.children = [text]
    token.attrSet("width", str(round(int(match["width"]) * share)))
    token.attrSet("height", str(round(int(match["height"]) * share)))


def _resolve(token: Token, lookup: Lookup) -> None:
    address = str(token.attrGet("src") or "")
    if not address.startswith(_SHORT):
        return
    url = lookup.upload(address)
    name = address.removeprefix(_SHORT).partition(".")[0]
    attributes = {"src": url or _NOTHING, "alt": token.attrGet("alt") or ""}
    attributes |= {"data-base62-sha1": name} if url else {"data-orig-src": address}
    for key in ("title", "width", "height"):
        if token.attrGet(key) is not None:
            attributes[key] = token.attrGet(key) or ""
    token.attrs = attributes
