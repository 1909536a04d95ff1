"""How fast texts are redacted and compared, beside the least that a look at each of them costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from bridge.text.plain_words import content_words
from bridge.text.redactor import RuleRedactor
from bridge.text.similarity import NEAR, NearDuplicates, likeness
from bridge.text.titles import derive_title
from tests.perf.material import idea_texts
from tests.perf.table import Cell, Table, median, ratio

TEXTS = 300
KNOWN = (300, 3_000)
QUERIES = 100
REPEATS = 3

_WORD = re.compile(r"\w+")


def run(*, quick: bool = False) -> list[Table]:
    """Rates as the median of three runs; how well texts are redacted stands in bench_redaction."""
    repeats = 1 if quick else REPEATS
    return [_reading(TEXTS // 10 if quick else TEXTS, repeats), _searching(repeats, quick=quick)]


def _reading(number: int, repeats: int) -> Table:
    texts = idea_texts(number)
    signs = sum(map(len, texts))
    redactor = RuleRedactor()
    work: dict[str, Callable[[str], object]] = {
        "find all words": _WORD.findall,
        "redact": redactor.redact,
        "derive a title": derive_title,
    }
    rows: list[tuple[Cell, ...]] = []
    baseline = 0.0
    for name, one in work.items():
        seconds = median(partial(_each, one, texts), repeats)
        baseline = baseline or seconds
        each = 1000 * seconds / number
        rows.append((name, number / seconds, signs / seconds / 1e6, each, ratio(seconds, baseline)))
    return Table(
        f"{number} ideas of {signs // number} characters on average",
        ("work", "texts a second", "M characters a second", "ms each", "of the baseline"),
        rows,
    )


def _each(work: Callable[[str], object], texts: list[str]) -> None:
    for text in texts:
        work(text)


def _searching(repeats: int, *, quick: bool) -> Table:
    """Every query is a known text with a sentence dropped or with two words changed."""
    rows: list[tuple[Cell, ...]] = []
    for number in KNOWN[:1] if quick else KNOWN:
        known = {f"idea{place:05}": text for place, text in enumerate(idea_texts(number))}
        queries = [_altered(text, place) for place, text in enumerate(list(known.values())[:QUERIES])]
        search = NearDuplicates()
        building = median(partial(search.near, queries[0], known), 1)
        words = {idea: " ".join(content_words(text)) for idea, text in known.items()}
        baseline = median(partial(_each, partial(_exhaustive, words), queries), repeats)
        seconds = median(partial(_each, partial(search.near, known=known), queries), repeats)
        wanted = {(at, idea) for at, query in enumerate(queries) for idea in _exhaustive(words, query)}
        found = {(at, match.idea) for at, query in enumerate(queries) for match in search.near(query, known)}
        rows += [
            (f"compare with each of {number:,}", QUERIES / baseline, "-", "1 x", f"{len(wanted)}"),
            (
                f"search among {number:,}",
                QUERIES / seconds,
                f"{building:.3f}",
                ratio(seconds, baseline),
                f"{len(found & wanted)}",
            ),
        ]
    columns = ("near duplicates", "searches a second", "index built in s", "of the baseline", "pairs found")
    return Table(f"{QUERIES} altered copies looked up", columns, rows)


def _altered(text: str, place: int) -> str:
    if place % 2:
        return text.split(". ", 1)[-1]
    words = text.split()
    words[place % len(words)] = "something"
    words[-1 - place % len(words)] = "else"
    return " ".join(words)


def _exhaustive(known: dict[str, str], query: str) -> list[str]:
    """The five likest of all known texts above the threshold, by comparing with every one."""
    joined = " ".join(content_words(query))
    scores = {idea: likeness(joined, words) for idea, words in known.items()}
    near = [idea for idea, score in scores.items() if round(score, 3) >= NEAR]
    return sorted(near, key=lambda idea: (-round(scores[idea], 3), idea))[:5]
