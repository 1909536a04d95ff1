"""Ideas on the same theme: texts that share the words which set them apart from all others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import csr_array

from bridge.text.plain_words import content_words

LEAST = 0.10
"""Less alike than this, two texts share a word by chance."""

_STEM = 6
"""Words count as the same from their first letters: nurse and nurses, decide and decision."""

_COMMON = 0.1
"""What stands in a larger share of all texts tells nothing of a theme, once there are `_MANY`."""

_MANY = 50
_BLOCK = 500


class RelatedTexts:
    """Implements the port `Relations`.

    Likeness is the cosine of the texts' words, each weighed by how rare it is (TF-IDF with logarithms:
    Salton and Buckley 1988). Ties go by id, so that the same texts always give the same answer.
    """

    def related(self, texts: Mapping[str, str], most: int) -> Mapping[str, tuple[str, ...]]:
        """For each text (by id) at most so many others, nearest first; none where nothing is near."""
        ids = sorted(texts)
        if len(ids) < 2 or most < 1:
            return {}
        matrix = _weighed([Counter(_stems(texts[name])) for name in ids])
        found = {}
        for start in range(0, len(ids), _BLOCK):
            # Rounded: sums in another order must not decide who is nearer.
            block = np.round((matrix[start : start + _BLOCK] @ matrix.T).toarray(), 6)
            rows = np.arange(len(block))
            block[rows, start + rows] = 0.0
            last = min(most, len(ids) - 1)
            floor = np.maximum(np.partition(block, -last, axis=1)[:, -last], LEAST)
            for row in rows.tolist():
                near = np.flatnonzero(block[row] >= floor[row])
                best = near[np.lexsort((near, -block[row][near]))][:most]
                if len(best):
                    found[ids[start + row]] = tuple(ids[place] for place in best.tolist())
        return found


def _stems(text: str) -> list[str]:
    return [word[:_STEM] for word in content_words(text)]


def _weighed(counts: Sequence[Counter[str]]) -> csr_array:
    """Rows of length 1, one a text, with a column for each word that more than one text has."""
    spread = Counter(word for count in counts for word in count)
    total = len(counts)
    most = _COMMON * total if total >= _MANY else total
    columns = {
        word: place for place, word in enumerate(sorted(w for w, n in spread.items() if 1 < n <= most))
    }
    values: list[float] = []
    places: list[int] = []
    ends = [0]
    for count in counts:
        row = sorted((columns[word], number) for word, number in count.items() if word in columns)
        names = {columns[word]: word for word in count if word in columns}
        weights = [
            (1 + math.log(number)) * math.log(1 + total / spread[names[place]]) for place, number in row
        ]
        length = math.sqrt(math.fsum(weight * weight for weight in weights)) or 1.0
        places += [place for place, _ in row]
        values += [weight / length for weight in weights]
        ends.append(len(places))
    return csr_array(
        (np.array(values), np.array(places, dtype=np.int64), np.array(ends)),
        shape=(total, max(len(columns), 1)),
    )
