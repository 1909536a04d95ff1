"""`templates translate`: a catalogue of an operator's own, from the command to the forum's text."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridge.domain.language import spoken
from tests.e2e.small_campaign import at, campaign_text
from tests.e2e.staging import Operator, Town


@pytest.fixture
def own(alone: Operator) -> Operator:
    """Somebody with a folder for own templates, which is empty."""
    (alone.folder / "ours").mkdir()
    return alone.wears(IDEABRIDGE_TEMPLATES=str(alone.folder / "ours"))


def catalogue(operator: Operator, code: str) -> Path:
    return operator.folder / "ours" / "languages" / f"{code}.po"


def said(path: Path, message: str, words: str) -> None:
    """Translate one message in the file."""
    text = path.read_text(encoding="utf-8")
    before = f'msgid "{message}"\nmsgstr ""'
    assert before in text
    path.write_text(text.replace(before, f'msgid "{message}"\nmsgstr "{words}"'), encoding="utf-8")


def titles(town: Town) -> list[str]:
    return [town.topic(topic)["title"] for topic in town.topics()]


def test_a_new_catalogue_has_every_sentence_and_keeps_what_is_translated(own: Operator) -> None:
    first = own.run("templates", "translate", "de", "--format", "json").fine().data
    path = catalogue(own, "de")
    assert first == {
        "schema_version": 1,
        "file": str(path),
        "sentences": first["sentences"],
        "missing": first["sentences"],
        "dropped": 0,
    }
    assert first["sentences"] > 1000
    assert "nplurals=2" in path.read_text(encoding="utf-8")
    said(path, "Your idea", "Deine Idee")
    path.write_text(path.read_text(encoding="utf-8") + '\nmsgid "Long gone"\nmsgstr "Lange her"\n')

    again = own.run("templates", "translate", "de").fine()

    assert f"{first['sentences'] - 1} without a translation; 1 that the bridge no longer says" in again.out
    text = path.read_text(encoding="utf-8")
    assert 'msgid "Your idea"\nmsgstr "Deine Idee"' in text
    assert "Long gone" not in text


def test_check_tells_what_does_not_fit_and_what_is_not_there(own: Operator) -> None:
    own.run("templates", "translate", "de").fine()
    path = catalogue(own, "de")
    said(path, "%(people)s voted", "%(leute)s stimmten ab")

    told = own.run("templates", "check")

    line = path.read_text(encoding="utf-8").splitlines().index('msgid "%(people)s voted"') + 1
    assert told.code == 1
    assert f"languages/de.po:{line}: %(leute)s is no name of this sentence" in told.out
    assert "sentences are not in it; they come as shipped, or in English" in told.out
    assert told.out.endswith("1 fault found\n")


def test_what_is_no_language_is_refused(own: Operator) -> None:
    told = own.run("templates", "translate", "klingon")

    assert (told.code, "no code of a language" in told.err) == (2, True)
    assert not catalogue(own, "klingon").exists()


def test_a_command_speaks_the_language_of_its_campaign_and_the_next_one_does_not(
    town: Town, operator: Operator
) -> None:
    assert town.clock is not None
    town.clock.move_to(at(1))
    operator.write("campaign.yaml", f"language: cy\n{campaign_text()}")
    operator.run("apply", "--yes").fine()

    assert operator.run("plan", "--format", "json").fine().data["operations"] == []
    assert spoken().code == "en"
    assert any(title.startswith("Dechreuwch yma: ") for title in titles(town))

    # Back to English: every text of ours changes, once.
    operator.write("campaign.yaml", campaign_text())
    operator.run("apply", "--yes").fine()
    assert operator.run("plan", "--format", "json").fine().data["operations"] == []
    assert any(title.startswith("Start here: ") for title in titles(town))


def test_sentences_of_the_code_can_be_replaced_in_english_too(town: Town, operator: Operator) -> None:
    assert town.clock is not None
    town.clock.move_to(at(1))
    ours = operator.folder / "ours"
    ours.mkdir()
    own = operator.wears(IDEABRIDGE_TEMPLATES=str(ours))
    own.run("templates", "translate", "en").fine()
    said(ours / "languages" / "en.po", "Start here: %(campaign)s", "Welcome to %(campaign)s")

    own.run("apply", "--yes").fine()

    assert "Welcome to Quiet nights" in titles(town)


def test_a_language_without_a_catalogue_is_refused_before_anything_is_written(
    town: Town, operator: Operator
) -> None:
    operator.write("campaign.yaml", f"language: kw\n{campaign_text()}")

    told = operator.run("apply", "--yes")

    assert (told.code, "no catalogue for this language" in told.err) == (2, True)


def test_a_site_without_a_catalogue_for_its_language_does_not_start(operator: Operator) -> None:
    told = operator.wears(IDEABRIDGE_LANGUAGE="kw").run("status")

    assert (told.code, "IDEABRIDGE_LANGUAGE: There is no catalogue for the language 'kw'" in told.err) == (
        2,
        True,
    )
