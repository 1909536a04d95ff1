"""Polls in a text: what counts as one, its HTML, and the definition that the poll tables are filled from.

A poll is made wherever its HTML ends up in the post except inside ``[quote]``: in a blockquote and in
``[details]`` it is live.
"""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

KNOWN = (
    "chartType",
    "close",
    "dynamic",
    "groups",
    "max",
    "min",
    "name",
    "order",
    "public",
    "results",
    "status",
    "step",
    "type",
)
_FOOT = (
    '<div class="poll-info">\n<div class="poll-info_counts">\n<div class="poll-info_counts-count">\n'
    '<span class="info-number">0</span>\n<span'
    ' class="info-label">voters</span>\n</div>\n</div>\n</div>\n</div>\n'
)


@dataclass(frozen=True, slots=True)
class PollDefinition:
    """A poll as its author wrote it.

    Attributes:
        type: regular, multiple, number or ranked_choice.
        results: always, on_vote, on_close or staff_only: who sees the counts.
        public: whether the voters' names are shown.
        options: pairs of digest and HTML; the digest is the MD5 of the text in a JSON list, as Discourse
            makes it.
    """

    name: str
    type: str
    status: str
    results: str
    public: bool
    min: int | None
    max: int | None
    step: int | None
    chart_type: str
    groups: str | None
    close: str | None
    title: str | None
    options: tuple[tuple[str, str], ...]


def install(parser: MarkdownIt) -> None:
    """Add the rule that renders polls and notes their definitions."""
    parser.core.ruler.push("polls", _render)


def digest(texts: Sequence[str]) -> str:
    """The id of an option, made from the source text of its item."""
    return hashlib.md5(
        json.dumps(list(texts), ensure_ascii=False).encode(), usedforsecurity=False
    ).hexdigest()


def is_list(tokens: Sequence[Token], attributes: dict[str, str]) -> bool:
    """Whether the content of a block makes a poll: an optional heading, then one list and nothing else."""
    kinds = [token for token in tokens if token.level == (tokens[0].level if tokens else 0)]
    position = 0
    if kinds and kinds[0].type == "heading_open":
        position = next((i + 1 for i, token in enumerate(kinds) if token.type == "heading_close"), len(kinds))
    rest = kinds[position:]
    if attributes.get("type") == "number":
        return not rest
    return (
        len(rest) == 2
        and rest[0].type in ("bullet_list_open", "ordered_list_open")
        and rest[1].type in ("bullet_list_close", "ordered_list_close")
    )


def _render(state: StateCore) -> None:
    """Replace each poll's tokens by finished HTML; note its definition unless it stands in a quote."""
    result: list[Token] = []
    quotes = 0
    tokens = iter(state.tokens)
    for token in tokens:
        quotes += token.meta.get("quote", 0) if token.type == "made" else 0
        if token.type != "poll_open":
            result.append(token)
            continue
        inside = []
        for inner in tokens:
            if inner.type == "poll_close":
                break
            inside.append(inner)
        markup, definition = _build(state, token.meta["attributes"], inside)
        made = Token("made", "", 0)
        made.content = markup
        result.append(made)
        if not quotes:
            state.env["polls"].append(definition)
    state.tokens = result


def _build(state: StateCore, attributes: dict[str, str], inside: list[Token]) -> tuple[str, PollDefinition]:
    def inline(token: Token) -> str:
        renderer = cast("RendererHTML", state.md.renderer)
        return renderer.renderInline(token.children or [], state.md.options, state.env)

    title = None
    options: list[tuple[str, str]] = []
    source: list[str] = []
    shown: list[str] = []
    depth = 0
    for index, token in enumerate(inside):
        if token.type == "heading_open" and not depth and title is None:
            title = inline(inside[index + 1])
        elif token.type == "list_item_open":
            depth += 1
            if depth == 1:
                source, shown = [], []
        elif token.type == "list_item_close":
            depth -= 1
            if depth == 0:
                options.append((digest(source), "\n".join(shown)))
        elif token.type == "inline" and depth:
            source.append(token.content)
            shown.append(inline(token))
    known = {name: attributes[name] for name in KNOWN if name in attributes}
    known.setdefault("name", "poll")
    known["status"] = known.get("status", "open")
    number = known.get("type") == "number"
    if number:
        options = _numbers(known)
    data = "".join(
        f' data-poll-{name.lower()}="{html.escape(value)}"'
        for name, value in sorted(known.items(), key=lambda item: item[0].lower())
    )
    head = f'<div class="poll-title">{title}</div>\n' if title else ""
    items = [f'<li data-poll-option-id="{key}">{text}</li>' for key, text in options]
    listing = f"<ul>{''.join(items)}</ul>" if number else "<ul>\n" + "\n".join(items) + "\n</ul>\n"
    markup = f'<div class="poll"{data}>\n<div class="poll-container">\n{head}{listing}</div>\n{_FOOT}'
    return markup, _definition(known, title, options)


def _numbers(known: dict[str, str]) -> list[tuple[str, str]]:
    low, high = _whole(known.get("min")) or 1, _whole(known.get("max")) or 10
    step = max(1, _whole(known.get("step")) or 1)
    values = [str(value) for value in range(low, high + 1, step)][:100]
    return [(digest([value]), value) for value in values]


def _definition(known: dict[str, str], title: str | None, options: list[tuple[str, str]]) -> PollDefinition:
    kind = known.get("type", "regular")
    kind = kind if kind in ("regular", "multiple", "number", "ranked_choice") else "regular"
    results = known.get("results", "always")
    return PollDefinition(
        name=known["name"],
        type=kind,
        status="closed" if known["status"] == "closed" else "open",
        results=results if results in ("always", "on_vote", "on_close", "staff_only") else "always",
        public=known.get("public") == "true",
        min=_whole(known.get("min")),
        max=_whole(known.get("max")),
        step=_whole(known.get("step")),
        chart_type="pie" if known.get("chartType") == "pie" else "bar",
        groups=known.get("groups"),
        close=known.get("close"),
        title=title,
        options=tuple(options),
    )


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.lstrip("-").isdigit() else None
