"""The sweep: on a working day, from eight in the morning by the local clock, whoever has something due is written to.

It runs every few minutes and does its work once: the day stands in a counter row that is locked until the commit, with
the emails and what they remind of in the same transaction. However often it runs, and in however many processes, one
person gets one email a day; where the service stood still in the morning it comes later that day.
"""

from collections import defaultdict
from datetime import date
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import clock, counters, hours, outbox, preferences, working_days
from feedback_service.models import Reminder, Staff, Team, TeamMember
from feedback_service.reminders import due
from feedback_service.reminders.digest import email
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Role

COUNTER = "reminders"


def remind() -> int:
    """Ask for today's emails; returns how many. An idempotent sweep."""
    settings: Settings = current_app.extensions["settings"]
    today = clock.today(settings.timezone)
    if not _is_time(settings, today):
        return 0
    with reading() as session:
        if counters.read(session, COUNTER).value >= today.toordinal():
            return 0
    with transaction() as session:
        counter = counters.lock(session, COUNTER)
        if counter.value >= today.toordinal():
            return 0
        counter.value = today.toordinal()
        return _write(session, settings, today)


def _is_time(settings: Settings, today: date) -> bool:
    """Without anything that sends emails they would wait for ever: the desk shows what is due all the same."""
    can_send = settings.mail_server is not None or settings.phone_is_simulated
    local = clock.now().astimezone(ZoneInfo(settings.timezone)).time()
    return can_send and working_days.is_working_day(today) and local >= hours.EARLIEST


def _write(session: Session, settings: Settings, today: date) -> int:
    after_days = preferences.read(session).escalate_overdue_after_days
    of_teams, escalating = due.of_teams(session, today), due.escalating(session, today, after_days)
    people = _people(session)
    teams = _teams(session)
    written = 0
    for person in people:
        mine = teams[person.id]
        matters = [each for each in of_teams if each.team_id in mine]
        if person.role == Role.ADMINISTRATOR:
            matters += escalating
        if matters:
            waiting = due.waiting_for(session, sorted(mine))
            outbox.remind(session, person.email, email(settings.public_url, matters, waiting, after_days))
            written += 1
    _remember(session, today, of_teams, escalating if written else [])
    return written


def _people(session: Session) -> list[Staff]:
    return list(session.scalars(select(Staff).where(Staff.active).order_by(Staff.id)))


def _teams(session: Session) -> dict[int, set[int]]:
    """The teams that each member of staff belongs to."""
    found: dict[int, set[int]] = defaultdict(set)
    working = select(TeamMember.staff_id, TeamMember.team_id).join(Team, Team.id == TeamMember.team_id)
    for staff_id, team_id in session.execute(working.where(Team.retired_at.is_(None))).tuples():
        found[staff_id].add(team_id)
    return found


def _remember(session: Session, today: date, of_teams: list[due.Due], escalated: list[due.Due]) -> None:
    moment = clock.now()
    rows = [(each, today) for each in of_teams] + [(each, each.on) for each in escalated]
    session.add_all(Reminder(feedback_id=each.feedback_id, kind=each.kind, day=day, at=moment) for each, day in rows)
