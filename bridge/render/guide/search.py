"""The search of the guide: an index in small scripts that a page opened from disk can load as it needs them.

A page from disk may not fetch files, but it may add scripts, so every file assigns what it holds by calling
`ideabridge.NAME(...)`. The files are plain ASCII, since old browsers end a string at some other signs.

`columns.js` has what filters and orders need of all ideas, best first; `cards-N.js` what is shown of each
`CHUNK` of them; `words-KEY.js` the words that begin with KEY, each with the ideas whose title has it and
those whose text has it, as gaps between places in base 36.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from bridge.domain.campaign import Campaign
from bridge.domain.guide import Guide, GuideIdea
from bridge.domain.language import Language, spoken
from bridge.domain.wording import sentence
from bridge.render.guide.scripted import words_of_script
from bridge.render.guide.views import STATUS, View

CHUNK = 50
"""So many cards stand in one file."""

MOST = 60_000
"""From so many characters on the words of one letter are parted by their second one."""

# The script parts texts by the same pattern: letters and digits, without the blocks of signs between them.
_WORD = re.compile("[0-9a-z\u00df-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff]{2,}")
_MARKS = re.compile("[\u0300-\u036f]")
_IN_CAPITALS = re.compile(r"\b[A-Z]{2,5}\b")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def words_of(text: str) -> list[str]:
    """The words of a text as the search knows them: small letters, no accents, two letters or more.

    A small word in capitals is a name of something, such as IT, and stays, unless all of the text is.
    """
    plain = _MARKS.sub("", unicodedata.normalize("NFD", text.lower()))
    small = small_words(spoken()) - (frozenset() if text.isupper() else _capitals(text))
    return [word for word in _WORD.findall(plain) if word not in small]


def _capitals(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _IN_CAPITALS.findall(text))


@cache
def small_words(language: Language) -> frozenset[str]:
    """Words that are in nearly every text and help nobody to find one."""
    words = language.pgettext(
        "words that a search leaves out, without accents",
        "a an and are as at be been but by can do for from had has have he i if in is it its me my no not of "
        "on or our she so that the their them then there they this to up us was we were what when which who "
        "will with would you your",
    )
    return frozenset(words.split())


def search_files(campaign: Campaign, guide: Guide, views: Sequence[View]) -> Iterator[tuple[str, bytes]]:
    """Every file of the search as (path, content)."""
    shards = dict(_shards(_postings(views)))
    yield "search/columns.js", _script("columns", _columns(campaign, guide, sorted(shards)))
    for start in range(0, len(views), CHUNK):
        cards = [_card(shown) for shown in views[start : start + CHUNK]]
        yield f"search/cards-{start // CHUNK}.js", _script("cards", start // CHUNK, cards)
    for key, words in sorted(shards.items()):
        yield f"search/words-{key}.js", _script("words", key, words)


def _columns(campaign: Campaign, guide: Guide, shards: Sequence[str]) -> dict[str, object]:
    questions = [question.id for question in campaign.questions]
    lenses = [tag.tag for lens in campaign.lenses for tag in lens.tags]
    roles = sorted({idea.role for idea in guide.ideas if idea.role is not None})
    statuses = [str(status) for status in STATUS]
    question_at, lens_at = _places(questions), _places(lenses)
    role_at, status_at = _places(roles), _places(statuses)
    return {
        "ideas": len(guide.ideas),
        "chunk": CHUNK,
        "questions": questions,
        "lenses": lenses,
        "roles": roles,
        "statuses": statuses,
        "mean": round(100 * guide.ranking.prior.mean, 1),
        "small": sorted(small_words(spoken())),
        "words": words_of_script(),
        "shards": list(shards),
        "question": [question_at.get(idea.question, -1) for idea in guide.ideas],
        "lens": [[lens_at[tag] for tag in idea.lenses] for idea in guide.ideas],
        "role": [role_at[idea.role] if idea.role is not None else -1 for idea in guide.ideas],
        "status": [status_at[str(idea.status)] for idea in guide.ideas],
        "tried": [_tried(idea) for idea in guide.ideas],
        "overdue": [int(idea.became is not None and idea.became.overdue) for idea in guide.ideas],
        "across": _across(guide.ideas),
        "replies": [idea.ranked.tally.replies for idea in guide.ideas],
        "batch": [idea.batch for idea in guide.ideas],
    }


def _across(ideas: Sequence[GuideIdea]) -> list[int]:
    """The order by the figure that each card shows; ideas without one stand behind all others, as equals.

    The ranking's own second order places them by an estimate, which nobody could check here.
    """
    scores = [idea.ranked.sides.score for idea in ideas]
    told = sorted({score for score in scores if score is not None}, reverse=True)
    places = {score: place for place, score in enumerate(told)}
    return [len(told) if score is None else places[score] for score in scores]


def _tried(idea: GuideIdea) -> int:
    """0 for a wish, 1 for what somebody did, and 2 more where it was tried elsewhere."""
    return int(idea.experience == "we-did") + 2 * bool(idea.trials)


def _card(shown: View) -> list[object]:
    ranked = shown.idea.ranked
    return [
        shown.id,
        shown.title,
        shown.snippet,
        shown.place,
        shown.support,
        shown.range,
        shown.people if shown.voted else sentence(shown.people),
        shown.status,
        shown.across,
        ranked.tally.replies,
        [round(100 * figure, 1) for figure in (ranked.low, ranked.score, ranked.high)] if shown.voted else [],
        shown.trials_words,
    ]


def _postings(views: Sequence[View]) -> dict[str, tuple[list[int], list[int]]]:
    """For each word the places of ideas with it in the title, and with it in the text alone."""
    found: defaultdict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for place, shown in enumerate(views):
        title = set(words_of(shown.title))
        for word in title:
            found[word][0].append(place)
        for word in set(words_of(shown.idea.text)) - title:
            found[word][1].append(place)
    return found


def _shards(
    postings: dict[str, tuple[list[int], list[int]]],
) -> Iterator[tuple[str, dict[str, str]]]:
    by_letter: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for word in sorted(postings):
        titles, texts = postings[word]
        by_letter[word[0]][word] = f"{_gaps(titles)}|{_gaps(texts)}"
    for letter, words in by_letter.items():
        if sum(len(word) + len(places) + 6 for word, places in words.items()) <= MOST:
            yield _key(letter), words
            continue
        parted: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for word, places in words.items():
            parted[_key(word[:2])][word] = places
        yield from parted.items()


def _key(beginning: str) -> str:
    """The beginning of a word in signs that every file system takes."""
    return "".join(sign if sign.isascii() else f"_{ord(sign):x}" for sign in beginning)


def _gaps(places: Sequence[int]) -> str:
    before = 0
    parts = []
    for place in places:
        parts.append(_base36(place - before))
        before = place
    return ".".join(parts)


def _base36(number: int) -> str:
    digits = ""
    while number >= 36:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return _DIGITS[number] + digits


def _places(names: Sequence[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}


def _script(name: str, *values: object) -> bytes:
    told = ",".join(json.dumps(value, separators=(",", ":")) for value in values)
    return f"ideabridge.{name}({told});\n".encode("ascii")
