"""Names that the forum puts into replies stay in the forum."""

from __future__ import annotations

import pytest

from bridge.sync.nameless import nameless


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ('[quote="heron_3, post:2, topic:5"]\nYes.\n[/quote]\nNo.', "[quote]\nYes.\n[/quote]\nNo."),
        ('[quote="Ann B, post:2, topic:5, full:true, username:heron_3"]Yes[/quote]', "[quote]Yes[/quote]"),
        ("[quote=heron_3]Yes[/quote]", "[quote]Yes[/quote]"),
        ("[quote]Yes[/quote]", "[quote]Yes[/quote]"),
        ("Thank you, @heron_3, for this.", "Thank you, @someone, for this."),
        ("(@Zoë.b-2) and @_x", "(@someone) and @someone"),
        ("@heron: yes", "@someone: yes"),
        ("write to team@wards.example", "write to team@wards.example"),
        ("meet @ noon, 3 @ 2 each", "meet @ noon, 3 @ 2 each"),
        ("https://example.org/@heron", "https://example.org/@heron"),
        ("nothing of the kind", "nothing of the kind"),
    ],
)
def test_quotes_and_mentions_name_nobody(raw: str, kept: str) -> None:
    assert nameless(raw) == kept


def test_a_text_without_names_stays_as_it_is() -> None:
    text = nameless('[quote="heron_3, post:2, topic:5"]\n@otter said so\n[/quote]')

    assert nameless(text) == text
