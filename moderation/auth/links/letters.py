"""Emails to members of staff about their own sign-in. The first line is the subject."""

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import outbox
from feedback_service.models import Invitation, Staff
from feedback_service.vocabulary import OutboundKind


def goes_by_email() -> bool:
    """Whether there is a mail server; without one a link is handed over by people."""
    return _settings().mail_server is not None


def invitation_link(token: str) -> str:
    """Where somebody joins."""
    return f"{_settings().public_url}/staff/invitation/{token}"


def password_link(token: str) -> str:
    """Where somebody chooses a new password."""
    return f"{_settings().public_url}/staff/password/{token}"


def invite(session: Session, invitation: Invitation, token: str, days: int) -> None:
    """Ask for the email that invites somebody."""
    service = _settings().service_name
    lines = [
        _("Your invitation to %(service)s", service=service),
        "",
        _("Hello %(name)s,", name=invitation.name),
        "",
        _("you are invited to work at the desk of %(service)s. Open this link and choose a password:", service=service),
        "",
        invitation_link(token),
        "",
        _("The link is for you alone. It works once, and for %(days)d days.", days=days),
    ]
    outbox.letter(session, OutboundKind.INVITATION, invitation.email, "\n".join(lines))


def new_password(session: Session, staff: Staff, token: str, hours: int) -> None:
    """Ask for the email with the link to a new password."""
    service = _settings().service_name
    lines = [
        _("A new password for %(service)s", service=service),
        "",
        _("Hello %(name)s,", name=staff.name),
        "",
        _("somebody asked for a new password for you. If it was you, open this link:"),
        "",
        password_link(token),
        "",
        _("It works once, and for %(hours)d hours. If it was not you, do nothing: your password stays.", hours=hours),
    ]
    outbox.letter(session, OutboundKind.INVITATION, staff.email, "\n".join(lines))


def notice(session: Session, staff: Staff, subject: str, words: str) -> None:
    """Tell a member what became of their sign-in; nothing where there is no mail server."""
    if goes_by_email():
        lines = [subject, "", _("Hello %(name)s,", name=staff.name), "", words]
        outbox.letter(session, OutboundKind.NOTICE, staff.email, "\n".join(lines))


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
