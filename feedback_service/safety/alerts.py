"""The words of an alert. They say that something happened and where to read it, never what a person wrote.

An alert crosses phone networks and lock screens, so it holds no word, name or number of the person's.
It is in plain English: those on call work in it.
"""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import clock
from feedback_service.models import Feedback, InboundMessage
from feedback_service.vocabulary import Channel

DANGER = "somebody may be in danger"


@dataclass(frozen=True)
class Words:
    """One alert: as a text, of one or two parts, and as an email, whose first line is its subject."""

    text: str
    email: str

    def on(self, channel: Channel) -> str:
        """The words for this channel."""
        return self.email if channel == Channel.EMAIL else self.text


def first(session: Session, settings: Settings, feedback: Feedback, *, is_read: bool) -> Words:
    """When the alarm goes off; `is_read` where a member of staff raised it and is seeing to it."""
    further = "A member of staff raised it and is seeing to it." if is_read else _until(settings)
    return _words(session, settings, feedback, "Safety alarm", further)


def again(session: Session, settings: Settings, feedback: Feedback, *, unread_for: timedelta) -> Words:
    """When it escalates."""
    return _words(session, settings, feedback, f"Not read for {_long(unread_for)}", _until(settings))


def many(settings: Settings, unread: int) -> Words:
    """When there are so many alarms that one alert tells of all of them."""
    link = f"{settings.public_url}/staff/alarms"
    opening = f"Many safety alarms: {unread} are unread"
    return Words(
        text=f"{opening}. Somebody may be in danger. Read them now: {link}",
        email=f"{opening}\n\nSomebody may be in danger. Read them now: {link}\n\n{_until(settings)}\n",
    )


def _words(session: Session, settings: Settings, feedback: Feedback, opening: str, further: str) -> Words:
    which = f"Feedback {feedback.reference}, received {_received(session, settings, feedback)}."
    link = f"{settings.public_url}/staff/items/{feedback.reference}"
    return Words(
        text=f"{opening}: {DANGER}. {which} Read it now: {link}",
        email=f"{opening}: {DANGER}, feedback {feedback.reference}\n\n{which}\n\nRead it now: {link}\n\n{further}\n",
    )


def _until(settings: Settings) -> str:
    return (
        "Say there that you have read it and are seeing to it. Until somebody does, the alarm is sent again every "
        f"{_long(timedelta(minutes=settings.escalate_after_minutes))}."
    )


def _received(session: Session, settings: Settings, feedback: Feedback) -> str:
    """When the latest message came, by the local clock; with its day where that is not today."""
    latest = select(func.max(InboundMessage.received_at)).where(InboundMessage.feedback_id == feedback.id)
    at = (session.scalar(latest) or feedback.received_at).astimezone(ZoneInfo(settings.timezone))
    is_today = at.date() == clock.today(settings.timezone)
    return f"{at:%H:%M}" if is_today else f"{at.day} {at:%B %H:%M}"


def _long(duration: timedelta) -> str:
    """`1 minute`, `20 minutes`, `3 hours`."""
    minutes = max(1, int(duration.total_seconds() // 60))
    number, unit = (minutes, "minute") if minutes < 120 else (minutes // 60, "hour")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
