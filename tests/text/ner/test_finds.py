"""What the model finds: whole words at the right places, in long texts and strange ones, always the same."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from itertools import cycle, islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.text.finding import CERTAIN, DOUBTFUL, Find
from bridge.text.gazetteer import Gazetteer, gazetteer
from bridge.text.ner.model import Model
from bridge.text.ner.rule import ModelRule
from bridge.text.ner.weights import read_weights
from bridge.text.placeholders import PLACEHOLDERS
from tests.text.ner.material import PEOPLE

FILLERS = (
    "The lift is slow and the forms are on paper.",
    "We could put the kettle nearer to the bay.",
    "Nobody reads the board by the door after noon.",
    "A box for lost keys would spare us an hour a day.",
    "The printer jams whenever it rains outside.",
)
FILLER = " ".join(FILLERS) + " "
PIECES = st.sampled_from(
    [
        "Bogumiła ", "Szczepaniak", "tendai ", "Alzheimer's ", "Mary Seacole ", "Kotter ", "Foley catheter ",
        "said ", ". ", ", ", "\n", "The ", "asked ", "and ", "we ", "dementia ", "12 Quarry Road ",
        "LS1 4AP ", "👩🏽‍⚕️", "e\u0301", "Ward ", "Whitby ", "-", "'s ", "Dr ", "01632 960123 ", "[name] ",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, min_size=1, max_size=14).map("".join)
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def named(text: str, finds: list[Find]) -> list[str]:
    return [text[find.start : find.end] for find in finds if find.label == "PERSON"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("👩🏽‍⚕️👍 Thank you, Tendai Mhlanga, for the lift idea.", ["Tendai Mhlanga"]),
        (unicodedata.normalize("NFD", "I asked Gráinne Lenihan about it."), ["Gra\u0301inne Lenihan"]),
        ("I asked Gráinne Lenihan's sister.", ["Gráinne Lenihan"]),
        ("The rota of Mary-Jane O’Sullivan is good.", ["Mary-Jane O’Sullivan"]),
        ("I asked Tho\u00admas Pick\u00adersgill about it.", ["Tho\u00admas Pick\u00adersgill"]),
        ("\x00\x01 I asked\u200b Farai Gumbo\ufffd about it.", ["Farai Gumbo"]),
    ],
)
def test_offsets_are_code_points_of_the_text_as_given(rule: ModelRule, text: str, names: list[str]) -> None:
    assert named(text, rule(text)) == names


@given(text=TEXTS)
@FEW
def test_finds_are_in_order_apart_and_whole(rule: ModelRule, text: str) -> None:
    end = 0
    for find in rule(text):
        assert end <= find.start < find.end <= len(text)
        assert find.label in PLACEHOLDERS
        assert DOUBTFUL <= find.score < 1
        assert find.score < CERTAIN or find.label == "PERSON"
        assert not (find.start and text[find.start - 1].isalnum() and text[find.start].isalnum())
        assert text[find.end : find.end + 1] in {"", "'", "’"} or not text[find.end].isalnum()
        end = find.end


def test_every_place_of_a_long_text_is_read(rule: ModelRule) -> None:
    """Names from the first sentence to the last word, anywhere within windows and on their seams."""
    people = [person for group in PEOPLE.values() for person in group]
    text = ""
    places: list[tuple[int, int]] = []
    while len(text) < 15_000:
        person = people[len(places) % len(people)]
        text += " ".join(islice(cycle(FILLERS), len(places) % 5, len(places) % 5 + 7)) + " I asked "
        places.append((len(text), len(text) + len(person)))
        text += f"{person} about it. "
    text += "Then came Tendai Mhlanga"
    finds = rule(text)
    seen = {place for find in finds for place in range(find.start, find.end)}
    assert sum(seen.issuperset(range(*place)) for place in places) >= 0.9 * len(places)
    assert finds[-1].end == len(text)
    assert len(finds) <= len(places) + 5


def test_a_seam_inside_a_name_does_not_cut_it(rule: ModelRule) -> None:
    """The place moves by a word at a time over the seam of the first two windows."""
    for shift in range(0, 12, 3):
        before = FILLER * 2 + "so " * shift
        text = f"{before}. I asked Bogumiła Szczepaniak about it. {FILLER * 6}"
        assert named(text, rule(text)) == ["Bogumiła Szczepaniak"]


def test_a_model_loaded_afresh_says_the_same_to_the_last_bit(model: Model) -> None:
    text = FILLER * 8 + "I asked Tendai Mhlanga of 12 Quarry Road, LS1 4AP."
    again = Model(read_weights())
    one, other, third = model.read(text), again.read(text), model.read(text)
    assert one.places == other.places
    assert one.chances.tobytes() == other.chances.tobytes() == third.chances.tobytes()


@given(text=TEXTS)
@FEW
def test_the_allow_list_only_lowers(rule: ModelRule, model: Model, text: str) -> None:
    def without_it() -> Gazetteer:
        return replace(gazetteer(), familiar={})

    bare = {
        (find.start, find.end, find.label): find.score for find in ModelRule(lambda: model, without_it)(text)
    }
    for find in rule(text):
        assert find.score <= bare[find.start, find.end, find.label]


def test_the_allow_list_takes_familiar_words_away(rule: ModelRule, model: Model) -> None:
    text = "My dad had Alzheimer's. Marmot would have something to say, and Tendai Mhlanga too."
    bare = ModelRule(lambda: model, lambda: replace(gazetteer(), familiar={}))
    assert named(text, bare(text)) == ["Alzheimer", "Marmot", "Tendai Mhlanga"]
    assert named(text, rule(text)) == ["Tendai Mhlanga"]


@pytest.mark.parametrize("text", ["", " \n", "👍 !? …", "\u200d\ufe0f", "\ud800"])
def test_texts_without_words_find_nothing(rule: ModelRule, text: str) -> None:
    assert rule(text) == []


def test_words_of_other_scripts_and_lone_surrogates_are_survived(rule: ModelRule) -> None:
    for text in (
        "護士 张秀英 说 " * 40,
        "नर्स प्रिया " * 40,
        "a\ud800b Tendai",
        "x" * 400,
        "e" + "\u0301" * 300,
    ):
        for find in rule(text):
            assert 0 <= find.start < find.end <= len(text)


@pytest.mark.parametrize(
    "name",
    ["Bogumiła", "Małgorzata", "Paweł", "Yıldırım", "Jørgensen", "Þórunn", "D’Souza", "Ɗanjuma", "Wałęsa"],
)
def test_letters_that_are_rare_in_english_hide_no_name(rule: ModelRule, name: str) -> None:
    for text in (f"I asked {name} about the lift.", f"I asked {name} about the lift.".lower()):
        assert [found.casefold() for found in named(text, rule(text))] == [name.casefold()]
