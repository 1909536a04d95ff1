"""Untrusted text stays words: nothing in it comes alive on the forum, and no word of it gets lost."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bridge.domain.identity import Key, Kind, Marker, split_marker, text_hash
from bridge.render.inert import WORD_JOINER, inert, inert_line, inert_title
from bridge.sandbox.cooking.cook import Cooked, cook
from bridge.sandbox.cooking.lookup import Place
from tests.render.hostile import ALIVE, HOSTILE, LONGEST, shown, undrawn, words

SIGNS = st.sampled_from("@#:[]()<>!*_~`|\\/.-+=&;^$\"'%{}0189 abcxXpPD\n\t\u200b\u200d\u2060\u202eé😀")


class Everything:
    """Every name exists, so that whatever can come alive does."""

    def mention(self, name: str) -> str | None:
        return "user"

    def hashtag(self, slug: str) -> Place | None:
        return Place("tag", 1, slug, slug)

    def topic(self, topic_id: int, post_number: int) -> tuple[str, str] | None:
        return "A topic", "/t/1"

    def avatar(self, username: str) -> str | None:
        return "/avatar.png"

    def upload(self, short_url: str) -> str | None:
        return "/uploads/picture.png"


def cook_everything(text: str) -> Cooked:
    """Cooked where every name exists; pictures that the author drew as characters are left to them."""
    return cook(undrawn(text), Everything())


def plain_markdown(text: str) -> str:
    parser = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["table", "strikethrough"])
    return str(parser.render(text))


hostile_texts = st.one_of(
    st.text(SIGNS, max_size=80),
    st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=4).map("\n".join),
    st.lists(st.sampled_from(HOSTILE), min_size=2, max_size=4).map(" ".join),
    st.lists(st.sampled_from(HOSTILE), min_size=2, max_size=4).map("".join),
    st.text(max_size=120),
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_samples_are_words_only(text: str) -> None:
    html = cook_everything(inert(text)).html
    assert not ALIVE.search(html), html
    assert words(shown(html)) == words(text)


def test_the_oracle_sees_what_comes_alive() -> None:
    """Without `inert` most samples do something: otherwise these tests would prove nothing."""
    alive = [text for text in HOSTILE if ALIVE.search(cook(text, Everything()).html)]
    assert len(alive) > len(HOSTILE) * 0.6


@settings(max_examples=600, deadline=None)
@given(hostile_texts)
@example("a\n=\n")
@example("1.\n1)")
@example("\u2028# x")
@example("[\n]")
def test_nothing_comes_alive_in_the_forum_and_every_word_survives(text: str) -> None:
    cooked = cook_everything(inert(text))
    assert not ALIVE.search(cooked.html)
    assert not cooked.polls
    assert words(shown(cooked.html)) == words(text)


@settings(max_examples=600, deadline=None)
@given(hostile_texts)
def test_nothing_comes_alive_in_plain_markdown(text: str) -> None:
    html = plain_markdown(inert(text))
    assert not ALIVE.search(html)
    assert words(shown(html)) == words(text)


FINAL_TEXT = re.compile(
    r"@[\w.-]"  # mention
    r"|#[\u00C0-\u1FFF\u2C00-\uD7FF\w:-]"  # hashtag
    # Emoji by name; no name begins with one or two digits and a sign, as what follows a clock's colon does.
    r"|:(?!(?<=\d:)\d{1,2}(?!\w))[^\s:\u2060][^\n:]{0,59}:"
    r"|(?:^|(?<=\W))(?::['-]{0,2}[()pPOD|/$]|;-?[)pP]|8-\)|\^_+\^)(?=\s|$)"  # emoji by emoticon
    r"|\[date"  # dates
    r"|\[[ xX*_-]?\]",  # check boxes
    re.MULTILINE,
)


@settings(max_examples=600, deadline=None)
@given(hostile_texts)
def test_the_final_text_holds_nothing_that_the_forum_would_replace(text: str) -> None:
    """Escapes and entities are gone when mentions and the like are looked for."""
    final = shown(plain_markdown(inert(text))).replace("[date]", "").replace("[name]", "")

    assert [hit[0] for hit in FINAL_TEXT.finditer(final)] == []


@settings(max_examples=300, deadline=None)
@given(hostile_texts)
def test_a_line_for_inline_use_stays_one_line_and_keeps_its_link(text: str) -> None:
    line = inert_line(text)
    assert "\n" not in line
    html = plain_markdown(f"- [{line}](https://forum.example/t/-/1): why\n")
    if line:
        assert html.count("<a ") == 1
        assert html.count("<li>") == 1
        seen = unescape(re.sub(r"</?(?:ul|li|p|a)\b[^>]*>", " ", html))
        assert words(seen) == [*words(text), "why"]


@settings(max_examples=300, deadline=None)
@given(hostile_texts)
def test_a_table_cell_stays_a_cell(text: str) -> None:
    html = plain_markdown(f"| a | b |\n|---|---|\n| {inert_line(text)} | end |\n")
    assert html.count("<td") == 2
    assert "end</td>" in html


def test_paragraphs_and_typed_lists_stay_as_they_were_typed() -> None:
    text = "First, we met.\n\n\n\nThen:\n- more hands\n- fewer forms\n1. ask\n2. try\n"
    html = cook(inert(text), Everything()).html
    assert html == (
        "<p>First, we met.</p>\n<p>Then:<br>\n- more hands<br>\n- fewer forms<br>\n1. ask<br>\n2. try</p>"
    )


@pytest.mark.parametrize(
    "text",
    [
        "At 10:30 we met: two nurses (one from nights) and a porter; it took 5.5 minutes, i.e. less!",
        'Use it or lose it - the ratio is 1:4, isn\'t it? Costs: 20% less. R&D said "yes".',
        "Dr No's plan, e.g. to ask first… costs £3",
    ],
)
def test_ordinary_prose_is_left_alone(text: str) -> None:
    assert inert(text) == text
    assert inert_line(text) == text
    assert inert_title(text) == text


def test_placeholders_stay_searchable() -> None:
    assert inert("Ask [name] or [NHS number].") == "Ask \\[name\\] or \\[NHS number\\]."


def test_a_joiner_stands_only_where_something_could_start() -> None:
    assert inert("mail ana@example.com") == f"mail ana@{WORD_JOINER}example\\.com"
    assert inert("see: this") == "see: this"


def test_an_emoji_that_the_author_drew_stays_theirs() -> None:
    assert inert("Well done 🎉") == "Well done 🎉"


def test_emoji_families_and_scripts_that_need_joiners_survive() -> None:
    text = "Family 👩\u200d👩\u200d👧 and می\u200cخواهم"
    assert inert(text) == text


def test_a_forged_marker_is_not_taken_for_ours() -> None:
    key = Key("better-days", Kind.IDEA, "abc")
    forged = f"Words.\n\n{Marker(key, text_hash('t', 'Words.'))}"
    assert split_marker(forged)[1] is not None
    assert split_marker(inert(forged))[1] is None


def test_long_text_takes_time_in_proportion() -> None:
    assert 31_900 <= len(LONGEST) <= 32_000
    assert words(shown(cook(inert(LONGEST), Everything()).html)) == words(LONGEST)


@settings(max_examples=400, deadline=None)
@given(hostile_texts)
def test_a_title_is_one_plain_line(text: str) -> None:
    title = inert_title(text)
    assert len(title) <= 255
    assert title == title.strip()
    assert not re.search(r"[\n\t]|  |[\u200b\u2060\u202a-\u202e]", title)
    assert not re.search(r"(?<!\d):[\w+-]*[A-Za-z+-][\w+-]*:", title)
    if len(title) < 200:
        kept = words(title)
        assert [word for word in words(text) if word not in kept and len(word) > 1] == []


def test_a_long_title_ends_at_a_word() -> None:
    title = inert_title("Let every ward choose its own quiet hour, " * 10, 60)
    assert title == "Let every ward choose its own quiet hour, Let every ward…"


def test_one_endless_word_is_cut_inside() -> None:
    assert inert_title("a" * 300) == "a" * 254 + "…"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Smile :smile: more :)", "Smile : smile: more"),
        ("Meet at 10:30: bring tea", "Meet at 10:30: bring tea"),
        ("  Two \n lines ", "Two lines"),
        ("A\u200bB\u202e", "AB"),
    ],
)
def test_titles_by_example(text: str, title: str) -> None:
    assert inert_title(text) == title
