"""Read an exported ranking from its file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bridge.domain.errors import UserProblem
from bridge.domain.export import Export, ExportedIdea
from bridge.domain.participation import Basis, Tally
from bridge.domain.ranking import Counted, Prior, Sides, Standing

_HINT = "Use a file that `ideabridge export` has written."


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class _Counted(_Model):
    up: float
    down: float
    seen: float


class _Prior(_Model):
    mean: float = Field(gt=0, lt=1)
    strength: float = Field(gt=0)
    ideas: int = Field(ge=0)
    fitted: bool


class _Side(_Model):
    liked: int = Field(alias="for")
    seen: int


class _Line(_Model):
    idea: str
    place: int
    tied: bool
    score: float
    low: float
    high: float
    up: int
    down: int
    unsure: int
    likes_only: int
    likes_apart: int
    uncounted: int
    replies: int
    repliers: int
    readers: int
    active: int
    merges: int
    basis: Basis
    seen: int
    counted: _Counted
    across: float | None
    across_status: Standing
    sides: tuple[_Side, _Side] | None
    seal: str

    def entry(self) -> ExportedIdea:
        """The line as the core knows it; nothing in it is checked here."""
        sides = Sides(self.across_status, self.across)
        if self.sides is not None:
            one, other = self.sides
            sides = Sides(
                self.across_status,
                self.across,
                liked=(one.liked, other.liked),
                seen=(one.seen, other.seen),
            )
        return ExportedIdea(
            place=self.place,
            tied=self.tied,
            score=self.score,
            low=self.low,
            high=self.high,
            tally=Tally(
                idea=self.idea,
                up=self.up,
                down=self.down,
                unsure=self.unsure,
                likes_only=self.likes_only,
                likes_apart=self.likes_apart,
                uncounted=self.uncounted,
                replies=self.replies,
                repliers=self.repliers,
                readers=self.readers,
                active=self.active,
                merges=self.merges,
                basis=self.basis,
            ),
            seen=self.seen,
            counted=Counted(self.counted.up, self.counted.down, self.counted.seen),
            sides=sides,
            seal=self.seal,
        )


class _File(_Model):
    schema_version: Literal[1]
    says: str
    campaign: str
    taken: datetime
    formula: str
    seed: None
    interval: float = Field(gt=0, lt=1)
    confirmed_voters: int
    prior: _Prior
    input_hash: str
    result_hash: str
    hash: str
    ideas: tuple[_Line, ...]


def read_export(path: Path) -> Export:
    """The export in a file; UserProblem where it cannot be read or is none, naming the first wrong place."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserProblem(f"cannot read {path}: {error.strerror}", hint=_HINT) from None
    try:
        found = _File.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UserProblem(
            f"{path} is no exported ranking: {place or 'the file'}: {first['msg']}", hint=_HINT
        ) from None
    return Export(
        campaign=found.campaign,
        taken=found.taken,
        formula=found.formula,
        interval=found.interval,
        confirmed_voters=found.confirmed_voters,
        prior=Prior(found.prior.mean, found.prior.strength, found.prior.ideas, found.prior.fitted),
        input_hash=found.input_hash,
        result_hash=found.result_hash,
        ideas=tuple(line.entry() for line in found.ideas),
        hash=found.hash,
    )
