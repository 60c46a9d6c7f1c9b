"""What the tests of signing in share: a phone with an authenticator app, and the desk's preferences."""

from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select, update

from feedback_service import clock, preferences
from feedback_service.models import AuditRecord, Staff, StaffSession, TotpSecret
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Role
from moderation.auth import sessions
from tests.moderation.conftest import EMAILS
from tests.support.story import PASSWORD
from tests.support.visitor import Visitor


class Phone:
    """An authenticator app: it knows the secret and the time."""

    def __init__(self, secret: str) -> None:
        self.secret = secret.replace(" ", "")

    def code(self, later: int = 0) -> str:
        """The code of this half minute, or of one `later`."""
        return pyotp.TOTP(self.secret).at(clock.now() + timedelta(seconds=30 * later))


def sets_up_an_app(visitor: Visitor) -> tuple[Phone, list[str]]:
    """Who is signed in sets up an app; the phone, and the recovery codes that came with it."""
    visitor.opens("/staff/account")
    form = "form[action$='/account/app/begin']"
    visitor.submits(form)
    phone = Phone(visitor.page.select_one(".desk-secret").get_text())
    visitor.submits("form[action$='/account/app']", code=phone.code())
    return phone, [each.get_text() for each in visitor.page.select(".desk-codes code")]


def forgets_the_last_code(app: Flask) -> None:
    """As if half a minute had passed since the app's code was used."""
    with app.app_context(), transaction() as session:
        session.execute(update(TotpSecret).values(last_counter=0))


def gives_password(visitor: Visitor, role: Role = Role.MODERATOR) -> Visitor:
    return visitor.opens("/staff/sign-in").submits(email=EMAILS[role], password=PASSWORD)


def gives_code(visitor: Visitor, code: str) -> Visitor:
    return visitor.submits("form[action$='/sign-in/code']", code=code)


def proof_is_old(app: Flask) -> None:
    """As if everybody had signed in a while ago."""
    with app.app_context(), transaction() as session:
        session.execute(update(StaffSession).values(proved_at=clock.now() - sessions.PROOF_LASTS))


def shows_who_she_is(visitor: Visitor) -> None:
    """The page asks for the password once more, and a wrong one does not do."""
    assert "Is it still you?" in visitor.reads
    visitor.submits("form[action$='/prove']", password="wrong")
    assert visitor.answer.status_code == 422
    visitor.submits("form[action$='/prove']", password=PASSWORD)


def prefers(app: Flask, **wishes: object) -> None:
    """The administrators decided so."""
    with app.app_context(), transaction() as session:
        staff_id = session.scalar(select(Staff.id).limit(1))
        for name, value in wishes.items():
            preferences.write(session, name, value, staff_id)


def actions(app: Flask) -> list[str]:
    """What is on record, in order."""
    with app.app_context(), reading() as session:
        return list(session.scalars(select(AuditRecord.action).order_by(AuditRecord.sequence)))


@pytest.fixture
def phone(app: Flask, amina: Visitor) -> Phone:
    """Amina's, with an app that has been used already; she is signed out again."""
    found, _codes = sets_up_an_app(amina)
    forgets_the_last_code(app)
    amina.opens("/staff/").submits(".desk-nav__out")
    return found
