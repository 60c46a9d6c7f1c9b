"""The people who work at the desk, and their sessions, kept here so that signing out ends one."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_service.storage import Base, EncryptedText, UtcDateTime
from feedback_service.vocabulary import Role, SignedInBy


class Staff(Base):
    """A member of staff; the email address, in lower case, is the name they sign in with.

    `version` rises with every change that an administrator makes, so that two do not overwrite each other.
    `oidc_issuer` and `oidc_subject` are who the trust's own sign-in says they are, once they came through it.
    """

    __tablename__ = "staff"
    __table_args__ = (
        CheckConstraint("role IN ('moderator', 'responder', 'administrator')", name="role"),
        UniqueConstraint("oidc_issuer", "oidc_subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    language: Mapped[str | None] = mapped_column(String(10))
    oidc_issuer: Mapped[str | None] = mapped_column(String(255))
    oidc_subject: Mapped[str | None] = mapped_column(String(255))


class StaffSession(Base):
    """One sign-in. The browser holds the token, the table its SHA-256.

    `by` is how it began. `device` and `origin` say roughly with what and from where, for the member alone.
    `seen_at` is when they last did something, `proved_at` when they last proved who they are. `provider_token` is what
    the trust's own sign-in wants back when they sign out there.
    """

    __tablename__ = "staff_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    by: Mapped[SignedInBy] = mapped_column(String(20), default=SignedInBy.PASSWORD, server_default="password")
    device: Mapped[str] = mapped_column(String(60), default="", server_default="")
    origin: Mapped[str | None] = mapped_column(EncryptedText)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    proved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    provider_token: Mapped[str | None] = mapped_column(EncryptedText)

    staff: Mapped[Staff] = relationship(lazy="joined")
