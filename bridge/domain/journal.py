"""What was sent to the forum and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bridge.domain.identity import Key


class Action(StrEnum):
    """The kinds of Operation."""

    CREATE = "create"
    UPDATE = "update"
    ADOPT = "adopt"
    WITHDRAW = "withdraw"


class JournalState(StrEnum):
    """`sending` is committed before a request goes out; a row left there is settled by looking."""

    SENDING = "sending"
    DONE = "done"
    NOT_DONE = "not-done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One request that changes the forum: `facet` says what, `intended` is the hash of what was sent.

    `detail` says what came of it; until then it holds what settling has to know, never a text of people.
    """

    id: int
    key: Key
    action: Action
    facet: str
    generation: int
    intended: str
    state: JournalState
    fence: int
    started: datetime
    ended: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write for one campaign until `expires`; a higher `fence` has taken over from a lower."""

    campaign: str
    holder: str
    fence: int
    expires: datetime


@dataclass(frozen=True, slots=True)
class RankingSnapshot:
    """One stored ranking: everything that makes its figures recomputable.

    `parameters` and `rows` are JSON-ready; `input_hash` and `result_hash` are hex SHA-256.
    """

    campaign: str
    taken: datetime
    formula: str
    parameters: Mapping[str, object]
    input_hash: str
    result_hash: str
    rows: tuple[Mapping[str, object], ...] = field(default_factory=tuple)
