r"""Discourse's square-bracket markup: blocks (quote, details, poll, spoiler, wrap) and inline tags.

A block starts where ``[tag ...]`` stands first on its line and a line ``[/tag]`` follows within the same
container, so a
line of a quotation cannot close a block outside it. Inline tags are tried after escapes: ``\[`` keeps both
kinds from starting.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from bridge.sandbox.cooking import polls
from bridge.sandbox.cooking.lookup import Lookup

_OPEN = re.compile(r"\[(?P<tag>quote|details|poll|spoiler|wrap)(?P<rest>(?:[= ](?:\"[^\"]*\"|[^\]\"])*)?)\]")
_INLINE = re.compile(r"\[(?P<tag>spoiler|wrap|date|b|i|u|s)(?P<rest>(?:[= ](?:\"[^\"]*\"|[^\]\"])*)?)\]")
_ATTRIBUTE = re.compile(
    r"(?P<name>[\w-]+)=(?:\"(?P<quoted>[^\"]*)\"|'(?P<single>[^']*)'|(?P<plain>[^\s\"']+))"
)
_ALT: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}


def install(parser: MarkdownIt) -> None:
    """Add both rules to a parser."""
    parser.block.ruler.after("fence", "bbcode", _block, _ALT)
    parser.inline.ruler.before("link", "bbcode", _inline)


def read_attributes(rest: str) -> dict[str, str]:
    """Attributes of a tag; the value right behind the tag's name is called ``_``."""
    found: dict[str, str] = {}
    if rest.startswith("="):
        lead = re.match(r"=(?:\"([^\"]*)\"|'([^']*)'|([^\s]*))", rest)
        if lead:
            found["_"] = next((part for part in lead.groups() if part is not None), "")
            rest = rest[lead.end() :]
    for match in _ATTRIBUTE.finditer(rest):
        value = next(part for part in (match["quoted"], match["single"], match["plain"]) if part is not None)
        found.setdefault(match["name"], value)
    return found


def made(content: str) -> Token:
    """A token whose content is finished HTML."""
    token = Token("made", "", 0)
    token.content = content
    token.block = True
    return token


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    first = _line(state, start)
    match = _OPEN.match(first)
    if not match:
        return False
    tag, trailing = match["tag"], first[match.end() :].rstrip()
    closing = f"[/{tag}]"
    if trailing:
        if tag == "poll" or not trailing.endswith(closing) or closing in trailing[: -len(closing)]:
            return False
        if silent:
            return True
        inner = trailing[: -len(closing)]
        _emit(state, tag, match["rest"], inner)
        state.line = start + 1
        return True
    last = _closing_line(state, tag, start, end)
    if last is None:
        return False
    if silent:
        return True
    return _nested(state, tag, match["rest"], start, last)


def _closing_line(state: StateBlock, tag: str, start: int, end: int) -> int | None:
    depth = 1
    for line in range(start + 1, end):
        text = _line(state, line).rstrip()
        if state.sCount[line] < state.blkIndent and text:
            return None
        if state.is_code_block(line):
            continue
        if text == f"[/{tag}]":
            depth -= 1
            if depth == 0:
                return line
        elif (again := _OPEN.match(text)) and again["tag"] == tag and again.end() == len(text):
            depth += 1
    return None


def _nested(state: StateBlock, tag: str, rest: str, start: int, last: int) -> bool:
    count = len(state.tokens)
    attributes = read_attributes(rest)
    before, after = _frame(state, tag, attributes)
    state.tokens.append(before)
    level, limit, parent = state.level, state.lineMax, state.parentType
    state.lineMax = last
    state.level += 1
    state.md.block.tokenize(state, start + 1, last)
    state.lineMax, state.level, state.parentType = limit, level, parent
    if tag == "poll" and not polls.is_list(state.tokens[count + 1 :], attributes):
        del state.tokens[count:]
        return False
    state.tokens.append(after)
    state.line = last + 1
    return True


def _emit(state: StateBlock, tag: str, rest: str, inner: str) -> None:
    before, after = _frame(state, tag, read_attributes(rest))
    paragraph = Token("paragraph_open", "p", 1, block=True)
    inline = Token("inline", "", 0, content=inner, children=[], block=True, level=1)
    state.tokens += [before, paragraph, inline, Token("paragraph_close", "p", -1, block=True), after]


def _frame(state: StateBlock, tag: str, attributes: dict[str, str]) -> tuple[Token, Token]:
    """What stands before and after the content of a block."""
    if tag == "poll":
        opening = Token("poll_open", "", 1, meta={"attributes": attributes}, block=True)
        return opening, Token("poll_close", "", -1, block=True)
    if tag == "quote":
        opening = made(_quote_head(state.env["lookup"], attributes.get("_", "")))
        opening.meta = {"quote": 1}
        closing = made("</blockquote>\n</aside>\n")
        closing.meta = {"quote": -1}
        return opening, closing
    if tag == "details":
        summary = html.escape(attributes.get("_", "Summary"))
        opened = " open" if "open" in attributes else ""
        return made(f"<details{opened}>\n<summary>\n{summary}</summary>\n"), made("</details>\n")
    if tag == "spoiler":
        return made('<div class="spoiler">\n'), made("</div>\n")
    return made(f'<div class="d-wrap"{_data(attributes)}>\n'), made("</div>\n")


def _data(attributes: dict[str, str]) -> str:
    values = {("wrap" if name == "_" else name.lower()): value for name, value in attributes.items()}
    return "".join(f' data-{name}="{html.escape(value)}"' for name, value in sorted(values.items()))


def _quote_head(lookup: Lookup, about: str) -> str:
    if not about:
        return '<aside class="quote no-group">\n<blockquote>\n'
    username, *more = [part.strip() for part in about.split(",")]
    values = dict(part.split(":", 1) for part in more if ":" in part)
    post = values.get("post", "").strip()
    topic = values.get("topic", "").strip()
    data = f' data-username="{html.escape(username)}"'
    data += f' data-post="{post}"' if post.isdigit() else ""
    data += f' data-topic="{topic}"' if topic.isdigit() else ""
    picture = ""
    avatar = lookup.avatar(username)
    if avatar:
        picture = f'<img alt="" width="24" height="24" src="{avatar}" class="avatar">'
    place = lookup.topic(int(topic), int(post) if post.isdigit() else 1) if topic.isdigit() else None
    title = f" {html.escape(username)}:"
    if place:
        title = f'<a href="{html.escape(place[1])}">{html.escape(place[0], quote=False)}</a>'
    return (
        f'<aside class="quote no-group"{data}>\n<div class="title">\n<div class="quote-controls"></div>\n'
        f"{picture}{title}</div>\n<blockquote>\n"
    )


def _inline(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    match = _INLINE.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    attributes = read_attributes(match["rest"])
    if match["tag"] == "date":
        content = _date(attributes)
        if content is None:
            return False
        if not silent:
            state.push("made", "", 0).content = content
        state.pos = match.end()
        return True
    closing = f"[/{match['tag']}]"
    end = state.src.find(closing, match.end(), state.posMax)
    if end < 0:
        return False
    if not silent:
        limit = state.posMax
        state.push("made", "", 1).content = _inline_head(match["tag"], attributes)
        state.pos, state.posMax = match.end(), end
        state.md.inline.tokenize(state)
        state.posMax = limit
        state.push("made", "", -1).content = "</span>"
    state.pos = end + len(closing)
    return True


def _inline_head(tag: str, attributes: dict[str, str]) -> str:
    if tag == "spoiler":
        return '<span class="spoiler">'
    if tag == "wrap":
        return f'<span class="d-wrap"{_data(attributes)}>'
    return f'<span class="bbcode-{tag}">'


def _date(attributes: dict[str, str]) -> str | None:
    day = attributes.get("_", "")
    time = attributes.get("time", "")
    try:
        zone = ZoneInfo(attributes.get("timezone", "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    try:
        moment = datetime.fromisoformat(f"{day}T{time or '00:00:00'}").replace(tzinfo=zone)
    except ValueError:
        return None
    # Without a script, in mails and searches, everybody reads the time in UTC.
    if time:
        moment = moment.astimezone(UTC)
    shown = f"{moment:%Y-%m-%dT%H:%M:%S}Z" if time else day
    preview = f"{moment:%a, %b} {moment.day}, {moment:%Y}"
    preview += f" {moment:%-I:%M %p} UTC" if time else ""
    data = {"date": day, "email-preview": preview, "time": time, "timezone": attributes.get("timezone", "")}
    values = "".join(f' data-{name}="{html.escape(value)}"' for name, value in sorted(data.items()) if value)
    return f'<span class="discourse-local-date"{values}>{html.escape(shown)}</span>'
