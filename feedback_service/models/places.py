"""Where feedback is about, and the ways that lead there."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_service.models.audit import LongId
from feedback_service.storage import Base, UtcDateTime
from feedback_service.vocabulary import PlaceKind


class Place(Base):
    """Borough → site → ward or team, or a listening event.

    `needs_second`: whatever is decided about feedback from here needs a second member of staff; it holds for what
    stands below too.
    `team_id` answers what comes from here, and from below where nobody else is named. A retired place takes no new
    feedback by its name; what was said about it stays. `show_anew_after`: the board still shows this place's old name
    on entries with a higher number; None where it shows no old name.
    """

    __tablename__ = "places"
    __table_args__ = (CheckConstraint("kind IN ('borough', 'site', 'team', 'event')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PlaceKind] = mapped_column(String(10))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    needs_second: Mapped[bool] = mapped_column(default=False, server_default=false())
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    show_anew_after: Mapped[int | None] = mapped_column(LongId)

    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))

    parent: Mapped["Place | None"] = relationship(remote_side=[id], lazy="joined", join_depth=3)

    @property
    def borough(self) -> "Place | None":
        """The borough above this place, itself included; None for a place outside any."""
        place: Place | None = self
        while place is not None and place.kind != PlaceKind.BOROUGH:
            place = place.parent
        return place


class EntryPoint(Base):
    """A QR code, link or keyword that leads to a place. Retired ones still take feedback."""

    __tablename__ = "entry_points"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    label: Mapped[str] = mapped_column(String(120))
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    place: Mapped[Place] = relationship(lazy="joined")


class EntryPointScan(Base):
    """How often a code was opened on a day. A count and nothing else: it identifies nobody."""

    __tablename__ = "entry_point_scans"

    entry_point_id: Mapped[int] = mapped_column(ForeignKey("entry_points.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]
