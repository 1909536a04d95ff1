"""Whether a title or a text will do: lengths, and the measure of sense called the text sentinel.

A text "seems unclear" when it has too few different characters, only signs, an endless word (titles), or
shouts.
"""

from __future__ import annotations

import re

from bridge.sandbox.limits import Limits
from bridge.sandbox.site import User

_SIGNS = re.compile(r"[ -/\[-`:-@{-~\s]")
_COMMENT = re.compile("<!--.*?-->", re.DOTALL)
_EMOJI = re.compile(r":\w+(?::\w+)?:|[\U0001F300-\U0001FAFF\u2600-\u27BF]")
_LINK = re.compile(r"https?://\S+")
_MENTION = re.compile(r"(?<![\w@/])@([A-Za-z0-9_][\w.-]*)")
_MEDIA = re.compile(r"!\[|<img", re.IGNORECASE)


def entropy(text: str) -> int:
    """How many different characters a text uses; each byte of a non-ASCII character counts."""
    kinds: set[str | int] = set()
    for character in text.strip():
        kinds.update([character] if character.isascii() else character.encode("utf-8", "replace"))
    return len(kinds)


def seems_clear(text: str, least: int, longest_word: int | None = None) -> bool:
    """Whether a text looks like language."""
    if entropy(text) < least or not _SIGNS.sub("", text):
        return False
    if longest_word and any(len(word) > longest_word for word in re.split(r"\s|/|-|\.|:", text)):
        return False
    return text == text.lower() or text != text.upper()


def title_errors(title: str, user: User, limits: Limits, *, private: bool = False) -> list[str]:
    """What is wrong with a (rewritten) title; admins have no minimum length, only the sense check."""
    errors = []
    usual = limits.min_personal_message_title_length if private else limits.min_topic_title_length
    least = 1 if user.admin else usual
    if not title:
        errors.append("Title can't be blank")
    if len(title) < least:
        plural = "" if least == 1 else "s"
        errors.append(f"Title is too short (minimum is {least} character{plural})")
    if len(title) > limits.max_topic_title_length:
        errors.append(f"Title is too long (maximum is {limits.max_topic_title_length} characters)")
    needed = limits.title_min_entropy
    if usual <= needed:
        needed = int(usual * 0.7)
    if not seems_clear(title, needed, limits.title_max_word_length):
        errors.append("Title seems unclear, most of the words contain the same letters over and over?")
    if len(_EMOJI.findall(title)) > 1:
        errors.append("Title can't have more than 1 emoji")
    return errors


def body_errors(raw: str, limits: Limits, *, private: bool = False) -> list[str]:
    """What is wrong with a post's text; comments do not count towards its length."""
    errors = []
    least = limits.min_personal_message_post_length if private else limits.min_post_length
    shown = _EMOJI.sub("X", _COMMENT.sub("", raw))
    shown = re.sub(",{2,}", ",", re.sub(r"\.{2,}", "…", shown)).strip()
    if not raw.strip():
        errors.append("Body can't be blank")
    elif len(shown) < least:
        errors.append(f"Body is too short (minimum is {least} characters)")
    if len(raw) > limits.max_post_length:
        errors.append(f"Body is limited to {limits.max_post_length} characters; you entered {len(raw)}.")
    if not seems_clear(raw, limits.body_min_entropy):
        errors.append("Body seems unclear, is it a complete sentence?")
    return errors


def author_errors(raw: str, user: User, limits: Limits) -> list[str]:
    """What is too much in a text for this author: mentions; for newcomers links and pictures too."""
    if user.staff:
        return []
    errors = []
    mentions = len({name.lower() for name in _MENTION.findall(raw)})
    newcomer = user.trust_level == 0
    most = limits.newuser_max_mentions if newcomer else limits.max_mentions_per_post
    if mentions > most:
        who = "new users can" if newcomer else "you can"
        errors.append(f"Sorry, {who} only mention {most} users in a post.")
    if newcomer and len(_LINK.findall(raw)) > limits.newuser_max_links:
        errors.append(f"Sorry, new users can only put {limits.newuser_max_links} links in a post.")
    if newcomer and len(_MEDIA.findall(raw)) > limits.newuser_max_embedded_media:
        errors.append("Sorry, new users can only put one embedded media item in a post.")
    return errors


def store_form(raw: str) -> str:
    """The text as it is stored: NUL removed, white space at the end cut, nothing else touched."""
    return raw.replace("\0", "").rstrip()


def words(text: str) -> int:
    """Number of words."""
    return len(re.findall(r"\w+", text))
