"""What feedback is about, and the models that suggest it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_service.models.audit import LongId
from feedback_service.models.staff import Staff
from feedback_service.storage import Base, UtcDateTime


class Theme(Base):
    """A theme that feedback can be about. `name` is the administrators' own; None for the name it shipped with, which
    is translated (`feedback_service.themes.framework`). A retired theme stays where it was given."""

    __tablename__ = "themes"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    group: Mapped[str] = mapped_column(String(20))
    name: Mapped[str | None] = mapped_column(String(120))
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FeedbackTheme(Base):
    """A moderator decided that the feedback is about the theme; `Feedback.themed_at` is when that was last decided."""

    __tablename__ = "feedback_themes"

    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("themes.id"), primary_key=True, index=True)

    theme: Mapped[Theme] = relationship(lazy="joined")


class ThemeModel(Base):
    """A model that suggests themes, from the wish for it to its measures. Once it is made, `made_at`, `model` and
    `measured` are set; where that failed, `failed_at` and `failure` are. The newest that was made is in use."""

    __tablename__ = "theme_models"

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failure: Mapped[str | None] = mapped_column(String(200))
    decided: Mapped[int] = mapped_column(default=0)
    measured: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    model: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    asker: Mapped[Staff | None] = relationship()
