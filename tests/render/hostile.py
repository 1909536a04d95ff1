"""Hostile texts, and how to tell whether one came alive in the forum or lost a word."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from bridge.domain.identity import Key, Kind, Marker

HOSTILE = (
    "@ana",
    "@bridgers please",
    "@here",
    "@@all",
    "a@b@ana",
    "\\@ana",
    "&#64;ana",
    "@\u200dana",
    "@\u2060\u202eana",
    "@<b></b>ana",
    "@**ana**",
    "#general",
    "##general",
    "\\#general",
    "&#35;general",
    "# Heading",
    "####### seven",
    "Setext\n===",
    "Setext\n---",
    ":smile:",
    "\\:smile\\:",
    ":+1:",
    "::smile::",
    ":smile:t2:",
    ":) ;) :D 8-) ^_^ :'( :$",
    "[poll]\n* a\n* b\n[/poll]",
    "[poll name=vote]\n* For\n* Against\n[/poll]",
    "> [poll]\n> * a\n> * b\n> [/poll]",
    "   [poll type=number min=1 max=5]\n[/poll]",
    "[/poll]",
    '[quote="ana, post:1, topic:1"]\nfaked\n[/quote]',
    "[/quote]\n[/details]",
    '[details="x"]\nhidden\n[/details]',
    "[spoiler]x[/spoiler]",
    "[b]x[/b] [url=https://example.com]y[/url] [img]https://example.com/a.png[/img]",
    "[date=2026-08-01 time=10:00:00 timezone=UTC]",
    "\\[date=2026-08-01]",
    "[date-range from=2026-08-01 to=2026-08-02]",
    "[ ] todo [x] done [] [X] [*] [-] [_]",
    "\\[x\\]",
    "[wrap=toc]\n[/wrap]",
    "[grid]\n[/grid]",
    "https://example.com/own-line",
    "http://localhost:3000/x",
    "//localhost/x",
    "//example.com/x",
    "www.example.com example.com/a?b=c&d=e #x",
    "ftp://example.com mailto:ana@example.com ana@example.com",
    "https\\://example\\.com",
    "💥.com пример.рф भारत.भारत",
    "<https://example.com>",
    "[a](https://example.com) [b][1]\n\n[1]: https://example.com",
    "![x](https://example.com/a.png)",
    "[![x](https://example.com/a.png)](https://example.com)",
    "<script>alert(1)</script>",
    '<a class="mention" href="/u/ana">x</a>',
    '<div data-theme-a="1">x</div>',
    "<!-- hidden --> <!-- open",
    "<img src=x onerror=alert(1)>",
    "<\nb>x</b>",
    "&lt;b&gt; &amp;amp; &copy; &#x41;",
    "```\ncode\n```",
    "~~~\ncode\n~~~",
    "    indented code",
    "\tindented code",
    "`code` ``more``",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "a | b\n--- | ---\n1 | 2",
    "**bold** _em_ *em* __b__ ~~s~~ ==m== ^sup^ ~sub~",
    "***\n___\n- - -",
    "- a\n  - b\n* c\n+ d",
    "1. a\n2) b\n10. c",
    "> quote\n>> more",
    "> [!note]\n> callout",
    "[^1] and ^[inline]\n\n[^1]: note",
    "$x^2$ and $$\ny\n$$",
    "line\\\nbreak",
    "two  \nspaces",
    "(c) (R) (tm) (pa)",
    "\u202eright to left\u202c",
    "zero\u200bwidth\ufeff",
    "a\x00b\x07c\x1b[31m",
    "\U000e0041\U000e0042",
    "*[HTML]: abbreviation\nHTML",
    str(Marker(Key("c", Kind.IDEA, "x"), "0123456789abcdef")),
)

ALIVE = re.compile(
    r"<(?:a|img|table|ul|ol|li|h[1-6]|pre|code|blockquote|hr|em|strong|s|del|sup|sub|mark|aside|details|summary"
    r"|div|span|script|iframe|svg|abbr|section|input|small|!--)\b|<!",
    re.IGNORECASE,
)
LONGEST = "[poll] @ana :smile: https://example.com <b>x</b> #general " * 551
"""As long as a post may be."""


def words(text: str) -> list[str]:
    """The letters and digits of a text, in order, word by word."""
    seen = "".join(
        " " if char in "\n\t\r\x0b\x0c\x85\u2028\u2029" else char
        for char in text
        if char in "\n\t\r\x0b\x0c\x85\u2028\u2029" or unicodedata.category(char) not in ("Cc", "Cf", "Cs")
    )
    return re.findall(r"\w+", unicodedata.normalize("NFC", seen))


def shown(html: str) -> str:
    """What a reader sees of paragraphs and line breaks."""
    return unescape(re.sub(r"</?p>|<br ?/?>", " ", html))


def undrawn(text: str) -> str:
    """The text without emoji that were typed as characters: those are the author's own pictures."""
    return "".join("¤" if unicodedata.category(char) == "So" else char for char in text)
