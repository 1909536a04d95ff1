"""Reasons are kept by their code, and read in the language of whoever reads them."""

from __future__ import annotations

import pytest

from bridge.domain.language import open_catalogues, speaking
from bridge.domain.reasons import REASONS, Reason, read_reason
from bridge.render.languages import Catalogues


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("unclear", Reason("unclear", "")),
        ("Unclear: which  bay?", Reason("unclear", "which bay?")),
        ("unclear which bay?", Reason("unclear", "which bay?")),
        ("personal-data - the ward is small", Reason("personal-data", "the ward is small")),
        ("Not this time.", Reason(None, "Not this time.")),
        ("", Reason(None, "")),
        (REASONS["harm"], Reason("harm", "")),
        (f"{REASONS['harm']} Please rest.", Reason("harm", "Please rest.")),
    ],
)
def test_a_reason_is_a_code_own_words_or_both(given: str, reason: Reason) -> None:
    assert read_reason(given) == reason


@pytest.mark.parametrize("code", REASONS)
@pytest.mark.parametrize("words", ["", "which bay?", "- 3 - of them: all"])
def test_what_is_kept_reads_back(code: str, words: str) -> None:
    reason = read_reason(f"{code}: {words}")
    assert reason.code == code
    assert read_reason(reason.kept()) == reason


def test_the_same_reason_is_read_in_the_language_of_each_reader() -> None:
    open_catalogues(Catalogues().language)
    kept = read_reason("unclear: which bay?").kept()
    assert read_reason(kept).in_words() == "We could not tell what is proposed. which bay?"
    with speaking("cy"):
        welsh = read_reason(kept).in_words()
    assert welsh.endswith(" which bay?")
    assert welsh != read_reason(kept).in_words()
