"""The model run over a text: for each word piece, how likely it belongs to each kind of personal data."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bridge.text.ner.weights import Weights, read_weights
from bridge.text.ner.windows import windows

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

KINDS = {
    "GIVEN_NAME": "PERSON",
    "SURNAME": "PERSON",
    "CITY": "LOCATION",
    "STATE": "LOCATION",
    "BUILDING_NUMBER": "ADDRESS",
    "STREET_NAME": "ADDRESS",
    "SECONDARY_ADDRESS": "ADDRESS",
    "ZIP_CODE": "POSTCODE",
    "EMAIL": "EMAIL",
    "URL": "URL",
    "PHONE": "PHONE",
    "BANK_ACCOUNT": "NUMBER",
    "ROUTING_NUMBER": "NUMBER",
    "TAX_ID": "NUMBER",
    "GOVERNMENT_ID": "NUMBER",
    "PASSPORT": "NUMBER",
    "DRIVERS_LICENSE": "NUMBER",
}
"""The model's labels -> ours. It learned American numbers, so which number it is stays open."""

LABELS = tuple(dict.fromkeys(KINDS.values()))
"""Our labels in the order of the columns of `Reading.chances`."""

WINDOW = 126
"""Pieces read together, besides the two that mark beginning and end. The model takes 510, but finds a little
more in short stretches (names in small letters: 90 % instead of 89 %), and a long text costs half."""

_SURROGATE = re.compile("[\ud800-\udfff]")

# Letters that are no plain letter with a mark. The model met them too seldom: of 120 sentences, most with
# such a name, it found the name in 85 as they stood and in 114 written like this.
_PLAINER = str.maketrans("łŁøØđĐħĦıðÐþÞæÆœŒɓƁɗƊƙƘŋŊ’‘ʼ", "lLoOdDhHidDtTaAoObBdDkKnN" + 3 * "'")

OVERLAP = 32
"""Pieces that two windows share: about 25 words, far more than a name has."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`places[i]`: code-point offsets of piece i; `chances[i, j]`: how likely it is of kind `LABELS[j]`."""

    places: list[tuple[int, int]]
    chances: NDArray[np.float64]


class Model:
    """A loaded model. The same text gives the same answer: one thread, plain processor, no randomness."""

    def __init__(self, weights: Weights) -> None:
        self._session = _session(weights.network)
        self._tokenizer = _tokenizer(weights.tokenizer)
        self._begin = self._tokenizer.token_to_id("[CLS]")
        self._end = self._tokenizer.token_to_id("[SEP]")
        self._columns = _columns(weights.labels)

    def read(self, text: str) -> Reading:
        """Every piece of the text with its chances; long texts in overlapping windows."""
        cut = self._tokenizer.encode(
            _SURROGATE.sub("\ufffd", text).translate(_PLAINER), add_special_tokens=False
        )
        pieces: list[int] = cut.ids
        chances = np.zeros((len(pieces), len(LABELS)))
        for window in windows(len(pieces), size=WINDOW, overlap=OVERLAP):
            seen = self._run(pieces[window.start : window.end])
            chances[window.first : window.last] = seen[
                window.first - window.start : window.last - window.start
            ]
        return Reading(cut.offsets, chances)

    def _run(self, pieces: list[int]) -> NDArray[np.float64]:
        row = np.array([[self._begin, *pieces, self._end]], dtype=np.int64)
        feed = {"input_ids": row, "attention_mask": np.ones_like(row), "token_type_ids": np.zeros_like(row)}
        (logits,) = self._session.run(["logits"], feed)
        inner = np.asarray(logits, dtype=np.float64)[0, 1:-1]
        weight = np.exp(inner - inner.max(axis=1, keepdims=True))
        return np.asarray((weight / weight.sum(axis=1, keepdims=True)) @ self._columns)


@cache
def load_model() -> Model:
    """The installed model, read, checked and loaded once in a process; UserProblem where it cannot be."""
    return Model(read_weights())


def _session(network: bytes) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # More threads would add up in another order on another machine.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])


def _tokenizer(description: bytes) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(description.decode("utf-8"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _columns(description: bytes) -> NDArray[np.float64]:
    """A matrix (labels of the model x our labels) that adds up what belongs to one of our labels."""
    names: dict[str, str] = json.loads(description)["id2label"]
    columns = np.zeros((len(names), len(LABELS)))
    for number, name in names.items():
        if name != "O":
            columns[int(number), LABELS.index(KINDS[name.partition("-")[2]])] = 1
    return columns
