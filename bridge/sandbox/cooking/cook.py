"""The pipeline: Markdown with Discourse's additions in, HTML and poll definitions out."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from bridge.sandbox.cooking import bbcode, footnotes, images, linkify, polls, postprocess
from bridge.sandbox.cooking.lookup import Lookup
from bridge.sandbox.cooking.polls import PollDefinition
from bridge.sandbox.cooking.sanitise import sanitise


@dataclass(frozen=True, slots=True)
class Cooked:
    """A post's HTML and the polls that it holds (those inside quotes are shown but are no polls)."""

    html: str
    polls: list[PollDefinition] = field(default_factory=list)


def cook(raw: str, lookup: Lookup) -> Cooked:
    """Turn a text into HTML.

    Args:
        raw: the text as it is stored.
        lookup: knows users, groups, categories, tags and topics by name.
    """
    environment: dict[str, Any] = {"lookup": lookup, "polls": []}
    source = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\x07", "a")
    source = re.sub(r"\A[ \t\n]*\n(?=[ \t]*\S)", "", source)
    tokens = _parser().parse(source, environment)
    cooked = _parser().renderer.render(tokens, _parser().options, environment)
    if _has_html(tokens):
        cooked = sanitise(cooked)
    return Cooked(cooked.strip("\n "), environment["polls"])


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "breaks": True, "xhtmlOut": False})
    parser.enable(["table", "strikethrough"])
    bbcode.install(parser)
    footnotes.install(parser)
    linkify.install(parser)
    postprocess.install(parser)
    polls.install(parser)
    images.install(parser)
    parser.core.ruler.push("anchors", _anchors)
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("code_block", _code_block)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    parser.add_render_rule("html_block", _html)
    parser.add_render_rule("html_inline", _html)
    parser.add_render_rule("made", _made)
    parser.add_render_rule("text", _text)
    parser.add_render_rule("s_open", lambda *_: "<s>")
    parser.add_render_rule("s_close", lambda *_: "</s>")
    return parser


def _has_html(tokens: Sequence[Token]) -> bool:
    return any(
        token.type in ("html_block", "html_inline") or (token.children and _has_html(token.children))
        for token in tokens
    )


def _anchors(state: StateCore) -> None:
    """Give headings of the first level of nesting an anchor to link to."""
    count = 0
    for index, token in enumerate(state.tokens):
        if token.type != "heading_open" or token.level != 0:
            continue
        count += 1
        inline = state.tokens[index + 1]
        slug = re.sub(r"[^\w]+", "-", inline.content.lower()).strip("-") or "h"
        anchor = Token("made", "", 0)
        anchor.content = f'<a name="{slug}-{count}" class="anchor" href="#{slug}-{count}"></a>'
        inline.children = [anchor, *(inline.children or [])]


def _fence(_renderer: RendererHTML, tokens: Sequence[Token], index: int, *_: Any) -> str:
    token = tokens[index]
    words = token.info.split()
    language = re.sub(r"[^\w.+#-]", "", words[0]) if words else ""
    wrap = f' data-code-wrap="{html.escape(language)}"' if language else ""
    code = html.escape(token.content, quote=False)
    return f'<pre{wrap}><code class="lang-{html.escape(language) or "auto"}">{code}</code></pre>\n'


def _code_block(_renderer: RendererHTML, tokens: Sequence[Token], index: int, *_: Any) -> str:
    return f"<pre><code>{html.escape(tokens[index].content, quote=False)}</code></pre>\n"


def _table_open(*_: Any) -> str:
    return '<div class="md-table">\n<table>\n'


def _table_close(*_: Any) -> str:
    return "</table>\n</div>"


_COMMENT = re.compile("<!--.*?-->|<!-?-?>", re.DOTALL)


def _html(_renderer: RendererHTML, tokens: Sequence[Token], index: int, *_: Any) -> str:
    """Pass HTML on to the sanitiser; comments go, one that is never closed is shown as text."""
    return _COMMENT.sub("", tokens[index].content).replace("<!--", "&lt;!--")


def _made(_renderer: RendererHTML, tokens: Sequence[Token], index: int, *_: Any) -> str:
    return tokens[index].content


def _text(_renderer: RendererHTML, tokens: Sequence[Token], index: int, *_: Any) -> str:
    return html.escape(tokens[index].content, quote=False)
