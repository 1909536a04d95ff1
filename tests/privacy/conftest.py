"""One rehearsal for all tests here: it takes a minute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bridge.privacy.needles import Needle
from bridge.privacy.people import Author
from bridge.privacy.places import Evidence
from bridge.privacy.rehearsal import LEAST, Rehearsal
from bridge.privacy.search import Appeared, Result, search


@dataclass
class Played:
    """What the run left behind, and what is known of it."""

    evidence: Evidence
    needles: list[Needle]
    appeared: list[Appeared]
    authors: list[Author]

    def search(self, appeared: list[Appeared] | None = None) -> Result:
        """Look for everything, as the command does."""
        return search(self.evidence, self.needles, self.appeared if appeared is None else appeared, LEAST)


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    rehearsal = Rehearsal(tmp_path_factory.mktemp("rehearsal") / "run", lambda _: None)
    with rehearsal.played() as evidence:
        yield Played(evidence, rehearsal.needles(), rehearsal.appeared(), rehearsal.authors)
