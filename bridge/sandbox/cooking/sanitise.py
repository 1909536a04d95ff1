"""The allow-list of HTML.

It runs only over posts in which somebody wrote HTML; all other markup is made here.
"""

from __future__ import annotations

import nh3

_TAG_NAMES = (
    "a abbr aside b big blockquote br cite code dd del details dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i"
    " img ins kbd li"
    " mark ol p picture pre q rb rp rt rtc ruby s samp small source span strike strong sub summary sup"
    " svg table tbody"
    " td tfoot th thead tr u ul use var video audio"
)
_TAGS = frozenset(_TAG_NAMES.split())
_DATA = frozenset({"div", "span", "aside", "li", "a", "pre"})
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "title", "name", "id", "class", "target", "rel"}),
    "abbr": frozenset({"title"}),
    "aside": frozenset({"class"}),
    "audio": frozenset({"controls"}),
    "code": frozenset({"class"}),
    "details": frozenset({"open"}),
    "div": frozenset({"align", "dir", "lang", "class"}),
    "hr": frozenset({"class"}),
    "img": frozenset(
        {"src", "alt", "title", "width", "height", "class", "loading", "data-base62-sha1", "data-orig-src"}
    ),
    "li": frozenset({"id", "class"}),
    "ol": frozenset({"start", "class"}),
    "source": frozenset({"src", "type"}),
    "span": frozenset({"lang", "class"}),
    "sup": frozenset({"class"}),
    "svg": frozenset({"class"}),
    "td": frozenset({"rowspan", "colspan", "style"}),
    "th": frozenset({"rowspan", "colspan", "style"}),
    "use": frozenset({"href"}),
    "video": frozenset({"controls", "height", "width", "poster"}),
}
_CLASS_NAMES = (
    "mention mention-group hashtag hashtag-raw hashtag-cooked hashtag-icon-placeholder emoji anchor"
    " onebox spoiler"
    " inline-onebox-loading attachment avatar quote no-group title quote-controls poll poll-container"
    " poll-title"
    " poll-info poll-info_counts poll-info_counts-count info-number info-label md-table d-wrap"
    " discourse-local-date"
    " chcklst-box checked fa fa-square-o fa-square-check-o fa-fw footnote-ref footnote-backref footnotes-sep"
    " footnotes-list footnote-item bbcode-b bbcode-i bbcode-u bbcode-s d-icon d-icon-square-full svg-icon"
    " svg-node"
    " d-icon-tag"
)
_CLASSES = frozenset(_CLASS_NAMES.split())


def sanitise(markup: str) -> str:
    """Drop every tag, attribute, class and address that is not on the list."""
    return nh3.clean(
        markup,
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_filter,
        generic_attribute_prefixes={"data-"},
        url_schemes={"http", "https", "mailto", "upload", "tel"},
        clean_content_tags={"script", "style"},
        link_rel=None,
        strip_comments=True,
    )


def _filter(tag: str, name: str, value: str) -> str | None:
    if name.startswith("data-"):
        return value if tag in _DATA else None
    if name == "class":
        kept = [part for part in value.split() if part in _CLASSES or part.startswith("lang-")]
        return " ".join(kept) or None
    if name == "style":
        return value if value in ("text-align:left", "text-align:center", "text-align:right") else None
    return value
