"""Nothing is written past the catalogue: in a made-up language whatever is left in English shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from functools import partial
from typing import Any

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Digest
from bridge.domain.document import Document
from bridge.domain.followup import Course, Due, Undertaking
from bridge.domain.health import Health
from bridge.domain.idea import Idea, IdeaStatus
from bridge.domain.identity import SETTINGS_SCOPE, Key, Kind, settings_key
from bridge.domain.language import ENGLISH, Language, open_catalogues, speaking
from bridge.domain.message import Letter, Said
from bridge.domain.picture import SupportChart, SupportRow
from bridge.domain.review import Answer, Told
from bridge.domain.shortlist import Test, TestResult
from bridge.domain.status import SETTABLE, Answered, Heard, StatusChange
from bridge.domain.trial import Result, Trial
from bridge.render.charts.panels import draw_places_panel, draw_sides_panel, draw_support_panel
from bridge.render.charts.ranking import draw_ranking
from bridge.render.charts.support import draw_support
from bridge.render.documents import TemplateDocuments
from bridge.render.languages import Catalogues
from tests.render.test_charts import idea as pictured
from tests.render.test_charts import picture
from tests.render.test_settings_texts import VERDICTS
from tests.render.test_snapshots import local, topic_url

_KEPT = re.compile(r"%\(\w+\)s|<[^>]*>")


class Marked(Language):
    """Every letter of every sentence is a sign that English does not have; values and tags stay."""

    code = "cy"

    def gettext(self, message: str) -> str:
        kept = _KEPT.findall(message)
        parts = [re.sub("[A-Za-z]", "ɸ", part) for part in _KEPT.split(message)]
        return "".join(part + value for part, value in zip(parts, [*kept, ""], strict=True))

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(super().ngettext(one, many, number))

    def pgettext(self, context: str, message: str) -> str:
        return message if context.startswith("pattern") else self.gettext(message)

    def day(self, value: date) -> str:
        return f"{value:%d.%m.%Y}"


@pytest.fixture(autouse=True)
def marked() -> Iterator[None]:
    open_catalogues(lambda code: ENGLISH if code == "en" else Marked())
    with speaking("cy"):
        yield
    open_catalogues(Catalogues().language)


def words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[A-Za-z]{3,}", text)}


# Names of formulas, months of another calendar page, and what people type.
_KNOWN = words(
    "support across forum example https com ionawr chwefror mawrth mai gorffennaf dydd gwener llun"
)
_MONTHS = words("ion chwef rhag")


def texts_in(given: object) -> Iterator[str]:
    """Every text in it, however deep; names of fields and of kinds are none."""
    if isinstance(given, Enum):
        return
    if isinstance(given, str):
        yield given
    elif is_dataclass(given):
        for field in fields(given):
            yield from texts_in(getattr(given, field.name))
    elif isinstance(given, Mapping):
        for key, value in given.items():
            yield from texts_in(key)
            yield from texts_in(value)
    elif isinstance(given, Iterable):
        for part in given:
            yield from texts_in(part)


def left_over(document: Document, *given: object) -> set[str]:
    """Words of a Document that neither the catalogue nor anybody else gave."""
    body = re.sub(
        r"`[^`]*`|```.*?```|\[/?(?:poll|date|details)[^\]]*\]|</?small>", " ", document.body, flags=re.S
    )
    body = re.sub(r"\]\([^)]*\)", " ", body)
    return words(f"{document.title or ''} {body}") - words(" ".join(texts_in(given))) - _KNOWN


@pytest.fixture
def documents() -> TemplateDocuments:
    return TemplateDocuments()


def test_what_people_read_in_the_forum(
    documents: TemplateDocuments, campaign: Campaign, idea: Idea, digest: Digest
) -> None:
    now = local(2015, 1, 15)
    figures = {"people": 1, "ideas": 2, "replies": 3, "votes": 4}
    answers = Answered(2, 3, 9)
    shown = [
        documents.category(campaign),
        *(documents.start(campaign, at, figures, (), topic_url, answers) for at in (now, local(2014, 1, 1))),
        documents.start(campaign, local(2016, 1, 1), {}),
        documents.question(campaign, campaign.questions[0].id, now),
        documents.story(campaign, campaign.stories[0].id, now),
        documents.idea(campaign, idea, now),
        documents.idea(campaign, replace(idea, status=IdeaStatus.WITHDRAWN), now),
        documents.idea(campaign, replace(idea, merged_into="other"), now),
        documents.extension(campaign, campaign.phases[0].id, now, local(2015, 2, 1)),
        documents.extension(campaign, campaign.phases[0].id, local(2015, 2, 1), now),
        documents.digest(campaign, digest, topic_url, "upload://0123456789.png"),
    ]

    assert [left_over(document, campaign, idea, digest) for document in shown] == [set()] * len(shown)


def test_notices_and_answers_to_moderators(documents: TemplateDocuments, campaign: Campaign) -> None:
    taken = Undertaking(campaign.slug, "abcdefghjk", "", "", date(2015, 4, 1))
    due = Due(taken, 30, date(2015, 5, 1))
    at = local(2015, 4, 1)
    tests = [TestResult(campaign.slug, "abcdefghjk", test, test is Test.NEW, "", at) for test in Test]
    shown = [
        *(
            documents.status(
                campaign, StatusChange(campaign.slug, "a", 1, status, "", at), taken, due.day, tests
            )
            for status in SETTABLE
        ),
        *(documents.check_in(campaign, due, overdue=late) for late in (True, False)),
        *(documents.not_heard(campaign, 7, "a", why) for why in Heard if why is not Heard.DONE),
        *(
            documents.trial(campaign, Trial(campaign.slug, "a", 1, "", None, found, "", at))
            for found in Result
        ),
        *(documents.review_answer(campaign, "s", 7, Answer(told, "ask")) for told in Told),
        documents.review_category(campaign),
        *(documents.reviewed(campaign, "s1", question, None) for question in ("q1", "gone")),
        documents.health(campaign, Health(waiting=2, waiting_days=9, rings=1), at),
        *(
            documents.letter(campaign, 7, Letter(said, code="", questions=(("q1", ""),)), topic_url)
            for said in Said
        ),
    ]

    given = (campaign, list(Course), "ask author idea this")
    assert [left_over(document, *given) for document in shown] == [set()] * len(shown)


def test_settings_topics(documents: TemplateDocuments, campaign: Campaign) -> None:
    key = Key(SETTINGS_SCOPE, Kind.NOTICE, "reply-5")
    shown = [
        documents.settings_category("staff", "ideabridge"),
        documents.settings_how("slug: x"),
        documents.settings_topic(campaign, "slug: x"),
        *(documents.settings_answer(key, settings_key("topic-3"), verdict) for verdict in VERDICTS.values()),
    ]

    given = (campaign, list(VERDICTS.values()))
    assert [left_over(document, *given) for document in shown] == [set()] * len(shown)


def letters_drawn(monkeypatch: pytest.MonkeyPatch, draw: Callable[[], object]) -> list[str]:
    """All words that stand in a picture, as it is drawn."""
    drawn: list[str] = []
    save = Figure.savefig

    def saved(figure: Figure, *where: Any, **how: Any) -> None:
        figure.draw_without_rendering()
        drawn.extend(text.get_text() for text in figure.findobj(Text))
        save(figure, *where, **how)

    with monkeypatch.context() as patch:
        patch.setattr(Figure, "savefig", saved)
        draw()
    return drawn


@pytest.mark.parametrize(
    ("number", "moments", "across"), [(25, 3, 0.7), (25, 0, None), (1, 1, 0.2), (0, 0, None)]
)
def test_pictures(monkeypatch: pytest.MonkeyPatch, number: int, moments: int, across: float | None) -> None:
    ideas = [pictured(one, "42", across=across and across - one / 50) for one in range(number)]
    shown = replace(picture(*ideas, moments=moments), title="1", subtitle="2", why_not_across="3")
    if not moments:
        shown = replace(shown, movement=replace(shown.movement, why_none="4"))

    drawn = letters_drawn(monkeypatch, lambda: draw_ranking(shown))
    if number:
        for draw in (draw_support_panel, draw_sides_panel, draw_places_panel):
            drawn += letters_drawn(monkeypatch, partial(draw, shown))

    assert drawn
    assert words(" ".join(drawn)) - _MONTHS == set()


def test_the_chart_of_a_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    chart = SupportChart((SupportRow(1, "42", 0.5, 0.3, 0.7), SupportRow(2, "43", 0.4, 0.3, 0.7)), 0.9)

    drawn = letters_drawn(monkeypatch, lambda: draw_support(chart))

    assert words(" ".join(drawn)) == set()
    assert any("ɸ" in text for text in drawn)


def test_a_sentence_past_the_catalogue_would_show(documents: TemplateDocuments, campaign: Campaign) -> None:
    with speaking("en"):
        start = documents.start(campaign, local(2015, 1, 15), {})

    assert {"pinned", "anonymous"} <= left_over(start, campaign)
