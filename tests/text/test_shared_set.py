"""Recall and precision on the shared set of synthetic ideas.

The rules were written with this set in sight, so these floors guard against regress; they promise nothing for
other texts.
"""

from __future__ import annotations

import importlib.util
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bridge.domain.idea import Redaction
from bridge.text.redactor import RuleRedactor
from tests.text.scoring import score

SOFT = {"TITLE", "LOCATION", "ROLE_UNIQUE"}
FIXED = "EMAIL PHONE EXT NHS_NUMBER MRN NINO PROF_REG POSTCODE DOB URL HANDLE IP BANK"


@pytest.fixture(scope="module")
def redacted(gold: list[dict[str, Any]], redactor: RuleRedactor) -> list[Redaction]:
    return [redactor.redact(idea["text"]) for idea in gold]


def covered(text: str, span: dict[str, Any], redaction: Redaction) -> bool:
    places = {place for mask in redaction.masks for place in range(mask.start, mask.end)}
    digits = [place for place in range(span["start"], span["end"]) if text[place].isdigit()]
    letters = [place for place in range(span["start"], span["end"]) if text[place].isalnum()]
    needed = digits if digits and span["label"] in {"EXT", "AGE_90"} else letters
    return places.issuperset(needed)


def test_almost_everything_is_masked_or_asked_about(
    gold: list[dict[str, Any]], redacted: list[Redaction]
) -> None:
    caught, total = Counter[str](), Counter[str]()
    for idea, redaction in zip(gold, redacted, strict=True):
        for span in idea["spans"]:
            total[span["label"]] += 1
            caught[span["label"]] += covered(idea["text"], span, redaction)
    hard = [label for label in total if label not in SOFT]
    assert sum(caught[label] for label in hard) / sum(total[label] for label in hard) >= 0.98
    assert caught["PERSON"] / total["PERSON"] >= 0.97
    for label in FIXED.split():
        assert caught[label] / total[label] >= 0.99, label


def test_what_must_stay_stays(gold: list[dict[str, Any]], redacted: list[Redaction]) -> None:
    touched = total = 0
    for idea, redaction in zip(gold, redacted, strict=True):
        for kept in idea["negatives"]:
            total += 1
            touched += any(mask.start < kept["end"] and kept["start"] < mask.end for mask in redaction.masks)
    assert touched / total <= 0.02


def test_what_is_masked_at_once_is_personal(gold: list[dict[str, Any]], redacted: list[Redaction]) -> None:
    right = total = 0
    for idea, redaction in zip(gold, redacted, strict=True):
        inside = {place for span in idea["spans"] for place in range(span["start"], span["end"])}
        for mask in redaction.masks:
            if not mask.asked:
                total += 1
                right += 2 * len(inside & set(range(mask.start, mask.end))) >= mask.end - mask.start
    assert right / total >= 0.98


def test_a_text_takes_milliseconds(gold: list[dict[str, Any]], redactor: RuleRedactor) -> None:
    seconds = []
    for idea in gold:
        begin = time.perf_counter()
        redactor.redact(idea["text"])
        seconds.append(time.perf_counter() - begin)
    assert sorted(seconds)[len(seconds) // 2] < 0.05


def test_the_shared_scorer_counts_the_same(
    gold: list[dict[str, Any]], redacted: list[Redaction], shared_data: Path
) -> None:
    spec = importlib.util.spec_from_file_location("pii_score", shared_data / "pii" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    predicted = [
        {
            "id": idea["id"],
            "spans": [{"start": mask.start, "end": mask.end, "label": mask.label} for mask in found.masks],
        }
        for idea, found in zip(gold, redacted, strict=True)
    ]
    told = scorer.summ(gold, predicted)
    counted = score(gold, redacted)
    assert (told["recall"], told["prec"]) == (counted.recall, counted.precision)
    assert (told["trap"], told["leakdocs"]) == (counted.trapped, counted.leaks)
