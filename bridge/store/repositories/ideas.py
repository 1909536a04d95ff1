"""Ideas with all their versions, and the moderation log, which can only grow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, Select, Table, and_, func, insert, select, update
from sqlalchemy.engine import Connection

from bridge.domain.idea import (
    Decision,
    Experience,
    Idea,
    IdeaStatus,
    ModerationEntry,
    Wording,
    essence,
    idea_id,
    rounded_to_hour,
)
from bridge.store.sealing import Sealer
from bridge.store.statements import hold_row, upsert
from bridge.store.tables import APPEARANCE, CONCEALMENT, IDEA, IDEA_VERSION, MODERATION


class IdeaRepository:
    """Implements `ports.Ideas`."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def id_of(self, campaign: str, question: str, text: str) -> str:
        """The id of the idea with these words, whether it is here or not."""
        return idea_id(self._sealer.digest(campaign, essence(question, text)))

    def get(self, campaign: str, key: str, *, hold: bool = False) -> Idea | None:
        """One idea at its latest version. `hold`: nobody else changes it now."""
        if hold:
            hold_row(self._connection, IDEA, campaign, key)
        query = _latest(campaign).where(IDEA.c.id == key)
        row = self._connection.execute(query).mappings().one_or_none()
        return _idea(row) if row else None

    def all(self, campaign: str) -> Sequence[Idea]:
        """All ideas at their latest version, ordered by id."""
        query = _latest(campaign).order_by(IDEA.c.id)
        return [_idea(row) for row in self._connection.execute(query).mappings()]

    def put(self, idea: Idea) -> None:
        """Insert, or add a version when title or text changed; other fields are replaced.

        Versions are counted here, from one: `idea.version` as given is not looked at. The words of versions
        before `hidden_before` are emptied, and it never goes down.
        """
        hold_row(self._connection, IDEA, idea.campaign, idea.id)
        query = _latest(idea.campaign).where(IDEA.c.id == idea.id)
        known = self._connection.execute(query).mappings().one_or_none()
        same_words = known is not None and (known["title"], known["text"]) == (idea.title, idea.text)
        before = known["version"] if known is not None else 0
        version = before if same_words else before + 1
        row = {
            "campaign": idea.campaign,
            "id": idea.id,
            "question": idea.question,
            "role": idea.role,
            "lenses": idea.lenses,
            "experience": idea.experience,
            "accepted": rounded_to_hour(idea.accepted),
            "version": version,
            "status": idea.status,
            "batch": idea.batch,
            "published": None if idea.published is None else rounded_to_hour(idea.published),
            "merged_into": idea.merged_into,
        }
        upsert(self._connection, IDEA, [row])
        if not same_words:
            words = {
                "campaign": idea.campaign,
                "idea": idea.id,
                "version": version,
                "title": idea.title,
                "text": idea.text,
            }
            self._connection.execute(insert(IDEA_VERSION), words)
        if idea.hidden_before > (known["hidden_before"] if known is not None else 0):
            self._conceal(idea.campaign, idea.id, min(idea.hidden_before, version))

    def _conceal(self, campaign: str, idea: str, version: int) -> None:
        upsert(self._connection, CONCEALMENT, [{"campaign": campaign, "idea": idea, "version": version}])
        earlier = (IDEA_VERSION.c.campaign == campaign) & (IDEA_VERSION.c.idea == idea)
        self._connection.execute(
            update(IDEA_VERSION).where(earlier, IDEA_VERSION.c.version < version).values(title="", text="")
        )

    def versions(self, campaign: str, idea_id: str) -> Sequence[tuple[int, str, str]]:
        """(version, title, text) of an idea, oldest first."""
        query = (
            select(IDEA_VERSION.c.version, IDEA_VERSION.c.title, IDEA_VERSION.c.text)
            .where(IDEA_VERSION.c.campaign == campaign, IDEA_VERSION.c.idea == idea_id)
            .order_by(IDEA_VERSION.c.version)
        )
        return [(version, title, text) for version, title, text in self._connection.execute(query)]

    def not_appeared(self, campaign: str) -> Mapping[str, int]:
        """The latest version of every idea of which it is not known that the forum has shown it."""
        known = _of(APPEARANCE, IDEA, "id") & (APPEARANCE.c.version == IDEA.c.version)
        query = (
            select(IDEA.c.id, IDEA.c.version)
            .select_from(IDEA.outerjoin(APPEARANCE, known))
            .where(IDEA.c.campaign == campaign, APPEARANCE.c.version.is_(None))
        )
        return {row.id: row.version for row in self._connection.execute(query)}

    def appeared(self, campaign: str, versions: Mapping[str, int]) -> None:
        """Note that the forum has shown these versions, by idea."""
        rows = [
            {"campaign": campaign, "idea": idea, "version": version} for idea, version in versions.items()
        ]
        if rows:
            upsert(self._connection, APPEARANCE, rows)

    def earlier(self, campaign: str) -> Mapping[str, Sequence[Wording]]:
        """Earlier wordings that the forum has shown and nobody has hidden, by idea, oldest first."""
        shown = _of(APPEARANCE, IDEA_VERSION, "idea") & (APPEARANCE.c.version == IDEA_VERSION.c.version)
        latest = _of(IDEA_VERSION, IDEA, "id")
        concealed = _of(CONCEALMENT, IDEA_VERSION, "idea")
        query = (
            select(IDEA_VERSION.c.idea, IDEA_VERSION.c.version, IDEA_VERSION.c.title, IDEA_VERSION.c.text)
            .select_from(
                IDEA_VERSION.join(IDEA, latest).join(APPEARANCE, shown).outerjoin(CONCEALMENT, concealed)
            )
            .where(
                IDEA_VERSION.c.campaign == campaign,
                IDEA_VERSION.c.version < IDEA.c.version,
                IDEA_VERSION.c.version >= func.coalesce(CONCEALMENT.c.version, 0),
            )
            .order_by(IDEA_VERSION.c.idea, IDEA_VERSION.c.version)
        )
        found: dict[str, list[Wording]] = {}
        for idea, version, title, text in self._connection.execute(query):
            found.setdefault(idea, []).append(Wording(version, title, text))
        return found

    def log(self, entry: ModerationEntry) -> None:
        """Append to the moderation log, at the hour.

        The subject of a decision on a submission that went no further is the submission's id, that of
        anything about an idea the idea's id; no entry names both.
        """
        row = {
            "campaign": entry.campaign,
            "subject": entry.subject,
            "decision": entry.decision,
            "reason": entry.reason,
            "at": rounded_to_hour(entry.at),
        }
        self._connection.execute(insert(MODERATION), row)

    def reasons_before(self, campaign: str, before: datetime) -> int:
        """How many lines older than this still give a reason."""
        query = select(func.count()).select_from(MODERATION).where(_told(campaign, before))
        return int(self._connection.execute(query).scalar_one())

    def forget_reasons(self, campaign: str, before: datetime) -> int:
        """Empty the reasons of lines older than this; gives how many there were."""
        emptied = update(MODERATION).where(_told(campaign, before)).values(reason="")
        return self._connection.execute(emptied).rowcount

    def log_entries(self, campaign: str) -> Sequence[ModerationEntry]:
        """The moderation log, oldest first."""
        query = select(MODERATION).where(MODERATION.c.campaign == campaign).order_by(MODERATION.c.id)
        return [
            ModerationEntry(
                campaign=row["campaign"],
                subject=row["subject"],
                decision=Decision(row["decision"]),
                reason=row["reason"],
                at=row["at"],
            )
            for row in self._connection.execute(query).mappings()
        ]


def _of(table: Table, idea: Table, key: str) -> ColumnElement[bool]:
    """Whether a row of the table is about the idea that the other row names by its `key`."""
    return and_(table.c.campaign == idea.c.campaign, table.c.idea == idea.c[key])


def _told(campaign: str, before: datetime) -> ColumnElement[bool]:
    return and_(MODERATION.c.campaign == campaign, MODERATION.c.at < before, MODERATION.c.reason != "")


def _latest(campaign: str) -> Select[tuple[object, ...]]:
    latest = and_(
        IDEA_VERSION.c.campaign == IDEA.c.campaign,
        IDEA_VERSION.c.idea == IDEA.c.id,
        IDEA_VERSION.c.version == IDEA.c.version,
    )
    concealed = _of(CONCEALMENT, IDEA, "id")
    hidden = func.coalesce(CONCEALMENT.c.version, 0).label("hidden_before")
    query: Select[tuple[object, ...]] = (
        select(*IDEA.c, IDEA_VERSION.c.title, IDEA_VERSION.c.text, hidden)
        .select_from(IDEA.join(IDEA_VERSION, latest).outerjoin(CONCEALMENT, concealed))
        .where(IDEA.c.campaign == campaign)
    )
    return query


def _idea(row: RowMapping) -> Idea:
    return Idea(
        id=row["id"],
        campaign=row["campaign"],
        question=row["question"],
        title=row["title"],
        text=row["text"],
        role=row["role"],
        lenses=tuple(row["lenses"]),
        experience=Experience(row["experience"]),
        accepted=row["accepted"],
        version=row["version"],
        status=IdeaStatus(row["status"]),
        batch=row["batch"],
        published=row["published"],
        merged_into=row["merged_into"],
        hidden_before=row["hidden_before"],
    )
