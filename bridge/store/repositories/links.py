"""Links: key <-> forum ids and the state on which both sides last agreed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.engine import Connection

from bridge.domain.document import Facet, FacetValue, Link, LinkState, veiled
from bridge.domain.identity import Key, Kind
from bridge.store.statements import upsert
from bridge.store.tables import LINK


class LinkRepository:
    """Implements `ports.Links`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, key: Key) -> Link | None:
        """The link of a key."""
        query = select(LINK).where(
            LINK.c.campaign == key.campaign, LINK.c.kind == key.kind, LINK.c.name == key.name
        )
        row = self._connection.execute(query).mappings().one_or_none()
        return _link(row) if row else None

    def all(self, campaign: str) -> Sequence[Link]:
        """All links of a campaign, ordered by key."""
        query = select(LINK).where(LINK.c.campaign == campaign).order_by(LINK.c.kind, LINK.c.name)
        return [_link(row) for row in self._connection.execute(query).mappings()]

    def scopes_at(self, topic_id: int, category_id: int | None) -> frozenset[str]:
        """The campaigns, and scopes of campaigns, to which a topic or this category belongs."""
        here = (LINK.c.topic_id == topic_id) | (
            (LINK.c.kind == Kind.CATEGORY) & (LINK.c.category_id == category_id)
        )
        return frozenset(self._connection.execute(select(LINK.c.campaign).where(here)).scalars())

    def categories(self) -> frozenset[int]:
        """The numbers of all categories that belong to a campaign or one of its scopes."""
        query = select(LINK.c.category_id).where(LINK.c.kind == Kind.CATEGORY)
        return frozenset(found for found in self._connection.execute(query).scalars() if found is not None)

    def put(self, link: Link) -> None:
        """Insert or replace. The text of a private Document is not kept, only a hash that stands for it."""
        row = {
            "campaign": link.key.campaign,
            "kind": link.key.kind,
            "name": link.key.name,
            "generation": link.generation,
            "base": {str(facet): value for facet, value in veiled(link.key, link.base).items()},
            "category_id": link.category_id,
            "topic_id": link.topic_id,
            "post_id": link.post_id,
            "pending": link.pending,
            "state": link.state,
        }
        upsert(self._connection, LINK, [row])


def _link(row: RowMapping) -> Link:
    return Link(
        key=Key(row["campaign"], Kind(row["kind"]), row["name"]),
        generation=row["generation"],
        base={Facet(facet): _value(value) for facet, value in row["base"].items()},
        category_id=row["category_id"],
        topic_id=row["topic_id"],
        post_id=row["post_id"],
        pending=row["pending"],
        state=LinkState(row["state"]),
    )


def _value(stored: Any) -> FacetValue:
    """JSON knows no tuples: lists are the only facet values that come back as something else."""
    value: FacetValue = tuple(stored) if isinstance(stored, list) else stored
    return value
