"""Windows cover a text to its very end, and each piece is read with company."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bridge.text.ner.windows import Window, windows


@given(length=st.integers(0, 3_000), size=st.integers(2, 600), data=st.data())
def test_every_piece_counts_once_and_has_company(length: int, size: int, data: st.DataObject) -> None:
    overlap = data.draw(st.integers(0, size - 1))
    cut = list(windows(length, size=size, overlap=overlap))
    counted = [piece for window in cut for piece in range(window.first, window.last)]
    assert counted == list(range(length))
    for window in cut:
        assert window.end - window.start <= size
        assert window.start <= window.first < window.last <= window.end or overlap == size - 1
        assert window.start == 0 or window.first - window.start >= overlap // 2
        assert window.end == length or window.end - window.last >= overlap // 2


def test_a_short_text_is_one_window() -> None:
    assert list(windows(7, size=10, overlap=4)) == [Window(0, 7, 0, 7)]
    assert list(windows(0, size=10, overlap=4)) == []


def test_neighbours_share_their_overlap_in_halves() -> None:
    assert list(windows(20, size=10, overlap=4)) == [
        Window(0, 10, 0, 8),
        Window(6, 16, 8, 14),
        Window(12, 20, 14, 20),
    ]
