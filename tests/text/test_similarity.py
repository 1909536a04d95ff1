"""Near duplicates."""

from __future__ import annotations

import csv
import random
import time
from pathlib import Path

from bridge.text.plain_words import content_words
from bridge.text.similarity import NEAR, NearDuplicates, likeness

KNOWN = {
    "flask": "Give each bay a flask that keeps tea warm until ten.",
    "lids": "Buy lids for the cups, so that tea stays warm for longer.",
    "rota": "Publish the rota six weeks ahead and let people swap shifts on their phones.",
}


def test_the_same_words_in_another_order_and_case_are_found() -> None:
    (match,) = NearDuplicates().near("Until ten, give EACH bay a flask that keeps tea warm!", KNOWN)
    assert (match.idea, match.score) == ("flask", 1.0)


def test_the_same_theme_in_other_words_is_not() -> None:
    assert NearDuplicates().near("Tea is always cold when it comes to our bay.", KNOWN) == []


def test_the_nearest_comes_first_and_equals_by_id() -> None:
    known = {"b": "lids for cups", "a": "lids for cups", "c": "lids for the cups and mugs"}
    assert [match.idea for match in NearDuplicates().near("lids for cups", known)] == ["a", "b", "c"]


def test_texts_that_go_or_change_are_forgotten() -> None:
    engine = NearDuplicates()
    assert engine.near(KNOWN["flask"], KNOWN)
    assert engine.near(KNOWN["flask"], {"lids": KNOWN["lids"]}) == []
    assert engine.near(KNOWN["flask"], {"lids": KNOWN["flask"]})[0].idea == "lids"
    assert engine.near(KNOWN["lids"], {"lids": KNOWN["flask"]}) == []


def test_texts_without_words_match_nothing() -> None:
    assert NearDuplicates().near("?!", KNOWN | {"none": "..."}) == []
    assert NearDuplicates().near("", {}) == []


def test_ten_thousand_known_ideas_take_milliseconds() -> None:
    draw = random.Random(7)
    words = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in "lmnrst"]
    weights = [1 / (rank + 3) for rank in range(len(words))]
    known = {f"i{n}": " ".join(draw.choices(words, weights, k=70)) for n in range(10_000)}
    engine = NearDuplicates()
    engine.near("warm up", known)
    seconds = []
    for key in draw.sample(sorted(known), 25):
        begin = time.perf_counter()
        found = engine.near(known[key] + " and one thing more", known)
        seconds.append(time.perf_counter() - begin)
        assert found[0].idea == key
    assert sorted(seconds)[12] < 0.05


def test_the_threshold_parts_repeats_from_themes_in_real_comments(shared_data: Path) -> None:
    """One real conversation: few pairs are pointed out, copies with words dropped are found."""
    path = shared_data / "polis" / "scoop-hivemind.biodiversity" / "comments.csv"
    with path.open(encoding="utf-8", newline="") as file:
        texts = [" ".join(content_words(row["text"])) for row in csv.DictReader(file)]
    pairs = [(one, other) for place, one in enumerate(texts) for other in texts[place + 1 :]]
    pointed_out = sum(likeness(one, other) >= NEAR for one, other in pairs)
    assert pointed_out / len(pairs) < 0.001
    draw = random.Random(1)
    copies = [" ".join(word for word in text.split() if draw.random() > 0.15) or text for text in texts]
    found = sum(likeness(one, other) >= NEAR for one, other in zip(texts, copies, strict=True))
    assert found / len(texts) > 0.95
