"""Column types that mean the same on SQLite and PostgreSQL: words, instants, numbers, JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

# Collation "C" sorts by code point as Python and SQLite do, whatever the server's language is.
WORD: TypeEngine[str] = Text().with_variant(Text(collation="C"), "postgresql")
NUMBER: TypeEngine[int] = BigInteger()
# SQLite counts up by itself only for INTEGER.
ROW_NUMBER: TypeEngine[int] = BigInteger().with_variant(Integer(), "sqlite")
# JSON, not JSONB: the text is kept as written, so that figures and hashes can be recomputed from it.
DATA: TypeEngine[Any] = JSON(none_as_null=True)


class Instant(TypeDecorator[datetime]):
    """An aware instant: stored as UTC, read back aware. A naive datetime is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; without zone where the database (SQLite) keeps none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without time zone cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back to an aware instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)
