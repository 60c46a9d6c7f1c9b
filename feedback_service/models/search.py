"""The two blind indexes (`feedback_service.search`): sets of tokens, one document for each feedback.

On SQLite a table of FTS5 with the same name and `_index` behind it is kept by triggers (migration); on PostgreSQL
the column itself is a tsvector.
"""

from typing import Any

from sqlalchemy import BigInteger, Dialect, ForeignKey, Index, Integer, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.storage import Base


class Tokens(TypeDecorator[str]):
    """A set of tokens, sorted, with one space between."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else Text())


class SearchOriginal(Base):
    """What those who read originals find feedback by: every word that the person wrote, and the answers."""

    __tablename__ = "search_originals"
    __table_args__ = (
        Index("ix_search_originals_tokens", "tokens", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
    )

    feedback_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), ForeignKey("feedback.id"), primary_key=True, autoincrement=False
    )
    tokens: Mapped[str] = mapped_column(Tokens)


class SearchOpen(Base):
    """What responders find feedback by: what is left after hiding. There is none of what they may not open."""

    __tablename__ = "search_open"
    __table_args__ = (
        Index("ix_search_open_tokens", "tokens", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
    )

    feedback_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), ForeignKey("feedback.id"), primary_key=True, autoincrement=False
    )
    tokens: Mapped[str] = mapped_column(Tokens)
