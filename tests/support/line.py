"""The text line in a test: a service with a Twilio account on a day of its own, its provider, and handsets."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.sms.delivery import deliver_texts
from feedback_service import clock
from feedback_service.models import Feedback
from feedback_service.storage import reading, transaction
from feedback_service.texts import wording
from feedback_service.texts.wording import Voice
from tests.support import server
from tests.support.story import Story
from tests.support.twilio import Twilio, calls, inbound_fields, reply_in

MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


class Day:
    """The clock of the test and of every request to the service."""

    def __init__(self) -> None:
        self.now = MORNING

    def passes(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)


class _OnThatDay:
    """The application with its clock set for every request."""

    def __init__(self, wsgi: Any, day: Day) -> None:
        self._wsgi, self._day = wsgi, day

    def __call__(self, environ: Any, start_response: Any) -> Any:
        with clock.at(self._day.now):
            return self._wsgi(environ, start_response)


@dataclass
class Line:
    """The service, its address, its day, Twilio, and the staff who read what comes in."""

    app: Flask
    base: str
    day: Day
    twilio: Twilio
    story: Story
    _seen: int = field(default=0)

    def handset(self, language: str = "en", number: str = "+447700900001", channel: str = "") -> "Handset":
        return Handset(self, language, number, channel)

    @contextmanager
    def at_work(self) -> Iterator[Session]:
        """Staff do something: a transaction on this day."""
        with self.app.app_context(), clock.at(self.day.now), transaction() as session:
            yield session

    @contextmanager
    def looking(self) -> Iterator[Session]:
        with self.app.app_context(), clock.at(self.day.now), reading() as session:
            yield session

    def delivers(self) -> None:
        """What waits in the outbox goes to Twilio, which calls back that it arrived."""
        with self.app.app_context(), clock.at(self.day.now):
            deliver_texts()
        self.twilio.settles()

    def latest(self, session: Session) -> Feedback:
        """The feedback that came last."""
        return session.scalars(select(Feedback).order_by(Feedback.id.desc()).limit(1)).unique().one()


@dataclass
class Handset:
    """A basic phone in somebody's hand. Every text it sends is a signed call of Twilio's over real HTTP."""

    line: Line
    language: str
    number: str
    channel: str = ""
    _read: int = 0

    def texts(self, body: str, **more: str) -> str | None:
        """Send a text; the reply that comes back with the call, None for silence."""
        self.line.day.passes(seconds=20)
        answer = calls(self.line.base, inbound_fields(body, f"{self.channel}{self.number}", **more))
        assert answer.status_code == 200, answer.text
        return reply_in(answer)

    def gets(self) -> list[str]:
        """The texts that were sent to this phone since it last looked, oldest first."""
        self.line.day.passes(seconds=20)
        self.line.delivers()
        mine = [form["Body"] for form in self.line.twilio.taken if form["To"].endswith(self.number) and "Body" in form]
        fresh, self._read = mine[self._read :], len(mine)
        return fresh

    def voice(self, language: str | None = None) -> Voice:
        """How this person is written to as long as nobody has confirmed the translations."""
        with self.line.looking() as session:
            return wording.voice(session, language or self.language)

    def says(self, key: str, **values: object) -> str:
        """A text of the catalogue in this person's language."""
        with self.line.app.app_context():
            return wording.say(self.voice(), key, **values)


@contextmanager
def open_line(app: Flask, twilio: Twilio) -> Iterator[Line]:
    """The service over real HTTP, on its own day, sending through the stand-in."""
    app.extensions["settings"].twilio_api_base = twilio.base
    day = Day()
    app.wsgi_app = _OnThatDay(app.wsgi_app, day)  # type: ignore[method-assign]
    with server.in_process(app) as base:
        twilio.calls_back(["delivered"], to=base)
        yield Line(app, base, day, twilio, Story(app))
