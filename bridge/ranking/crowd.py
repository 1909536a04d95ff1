"""Who voted in a campaign, as far as that is known: votes by pseudonym, who is trusted, which rings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.domain.participation import Basis, Direction, Tally, Vote, present
from bridge.ranking.ballots import Ballots

_VALUES = {Direction.UP: 1, Direction.UNSURE: 0, Direction.DOWN: -1}


@dataclass(frozen=True, slots=True)
class Crowd:
    """Present votes that are known by person, one for each person and idea.

    `votes`: (idea, pseudonym, +1, 0 or -1, seconds since 1970), sorted. `trusted`: pseudonyms of people whom
    the forum trusts. `confirmed`: rings that a moderator confirmed, as sets of pseudonyms.
    """

    votes: tuple[tuple[str, str, int, int], ...] = ()
    trusted: frozenset[str] = frozenset()
    confirmed: tuple[frozenset[str], ...] = ()

    @classmethod
    def of(
        cls,
        votes: Iterable[Vote],
        tallies: Iterable[Tally],
        trusted: AbstractSet[str] = frozenset(),
        confirmed: Iterable[AbstractSet[str]] = (),
    ) -> Crowd:
        """The votes that these tallies count by person.

        Where the forum tells how many chose what and not who, likes that are known by name stay out here, as
        they do in the tally.
        """
        counted = {tally.idea for tally in tallies if tally.basis is not Basis.POLL_COUNTS}
        by_idea: dict[str, list[Vote]] = {}
        for vote in votes:
            if vote.idea in counted:
                by_idea.setdefault(vote.idea, []).append(vote)
        rows = [
            (idea, name, _VALUES[vote.direction], int(vote.cast.timestamp()))
            for idea, given in by_idea.items()
            for name, vote in present(given).items()
        ]
        voters = {row[1] for row in rows}
        rings = sorted({frozenset(ring & voters) for ring in confirmed}, key=sorted)
        return cls(tuple(sorted(rows)), frozenset(trusted & voters), tuple(ring for ring in rings if ring))

    @property
    def names(self) -> tuple[str, ...]:
        """Pseudonyms in the order of the ballots' numbers of people."""
        return tuple(sorted({row[1] for row in self.votes}))

    def ballots(self, ideas: Iterable[str]) -> Ballots:
        """The votes as arrays. ValueError for a vote on an idea that is not among `ideas`."""
        found = Ballots.of(ideas, self.votes)
        if len(found) != len(self.votes):
            raise ValueError("Somebody voted on an idea that is not ranked, or twice on one.")
        return found

    def trusted_mask(self) -> NDArray[np.bool_]:
        """Whom the forum trusts, shape (people,)."""
        return np.array([name in self.trusted for name in self.names], dtype=np.bool_)

    def rings(self) -> list[set[int]]:
        """The confirmed rings, as numbers of people."""
        number = {name: place for place, name in enumerate(self.names)}
        return [{number[name] for name in ring} for ring in self.confirmed]

    @property
    def digest(self) -> str:
        """Hex SHA-256 over all of it: equal for equal votes, however they came in."""
        material = [self.votes, sorted(self.trusted), [sorted(ring) for ring in self.confirmed]]
        return hashlib.sha256(json.dumps(material, separators=(",", ":")).encode()).hexdigest()


NOBODY = Crowd()
"""Nobody's vote is known by person."""
