"""Emails to staff over real SMTP: handed over once, refused, cut off, and never lost."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from channels.email import delivery, jobs
from channels.email.client import Refused, Sender
from config.mail_server import MailServer, read_smtp_url
from config.settings import Settings
from feedback_service import clock, lifecycle, outbox
from feedback_service.models import OutboundMessage
from feedback_service.outbox import CLAIM_LASTS, Claimed
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Channel, OutboundStatus
from tests.conftest import make_settings
from tests.support import mail, twilio
from tests.support.mail import USER, Mail
from tests.support.server import free_port
from tests.support.story import Story

GRACE = "grace@example.org"
FROM = "Feedback alarms <feedback@example.org>"
NIGHT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
LATER = timedelta(minutes=2)
S = OutboundStatus


@pytest.fixture
def server() -> Iterator[Mail]:
    with mail.running() as running:
        yield running


@pytest.fixture
def sending(app: Flask, server: Mail) -> Iterator[Settings]:
    """The service at three in the morning, with the mail server."""
    settings: Settings = app.extensions["settings"]
    settings.smtp_url, settings.email_from = server.url, FROM
    with app.app_context(), clock.at(NIGHT):
        yield settings


def queue(app: Flask, *bodies: str, to: str = GRACE) -> None:
    """Somebody said something, and each of these goes to Grace by email."""
    said = Story(app).says("Words")
    with app.app_context(), transaction() as session:
        feedback = lifecycle.locked(session, said.reference)
        assert feedback
        for body in bodies:
            outbox.alert(session, Channel.EMAIL, to, body, feedback)


def emails() -> list[OutboundMessage]:
    with reading() as session:
        wanted = select(OutboundMessage).where(OutboundMessage.channel == Channel.EMAIL)
        return list(session.scalars(wanted.order_by(OutboundMessage.id)))


def outcomes() -> list[tuple[str, str | None]]:
    return [(email.status, email.error_code) for email in emails()]


@pytest.mark.usefixtures("sending")
def test_an_alert_goes_out_at_night_with_its_subject_and_its_words(app: Flask, server: Mail) -> None:
    queue(app, "Safety alarm: look\n\nRead it now: https://example.org/staff/items/K7M4-QX9D\n")
    assert delivery.deliver_emails() == 1
    assert delivery.deliver_emails() == 0
    (message,) = server.taken
    assert server.recipients == [GRACE]
    assert (message["From"], message["To"], message["Subject"]) == (FROM, GRACE, "Safety alarm: look")
    assert message.get_content().strip() == "Read it now: https://example.org/staff/items/K7M4-QX9D"
    assert message["Date"] == "Mon, 23 Nov 2026 03:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == f"<{emails()[0].provider_reference}>"
    assert outcomes() == [(S.SENT, None)]


@pytest.mark.usefixtures("sending")
def test_an_email_of_one_line_says_it_in_both_places(app: Flask, server: Mail) -> None:
    queue(app, "Läuft ✓")
    delivery.deliver_emails()
    (message,) = server.taken
    assert (message["Subject"], message.get_content().strip()) == ("Läuft ✓", "Läuft ✓")


@pytest.mark.usefixtures("sending")
@pytest.mark.parametrize("step", ["sender", "recipient", "words"])
@pytest.mark.parametrize(("code", "expected"), [("451", S.QUEUED), ("550", S.PERMANENT_FAILURE)])
def test_a_refusal_is_for_good_or_tried_again_by_its_code(
    app: Flask, server: Mail, step: str, code: str, expected: OutboundStatus
) -> None:
    queue(app, "Hello")
    setattr(server, f"answers_{step}", f"{code} no")
    delivery.deliver_emails()
    assert outcomes() == [(expected, code)]
    setattr(server, f"answers_{step}", "")
    with clock.at(NIGHT + LATER):
        delivery.deliver_emails()
    assert len(server.taken) == (expected == S.QUEUED)


def test_without_a_server_at_the_address_emails_wait_and_then_go(app: Flask, sending: Settings, server: Mail) -> None:
    queue(app, "one", "two")
    sending.smtp_url = f"smtp://127.0.0.1:{free_port()}"
    assert delivery.deliver_emails() == 2
    assert outcomes() == [(S.QUEUED, "unreachable")] * 2
    sending.smtp_url = server.url
    with clock.at(NIGHT + LATER):
        delivery.deliver_emails()
    assert server.subjects == ["one", "two"]


@pytest.mark.usefixtures("sending")
def test_a_connection_lost_before_the_words_is_tried_again(app: Flask, server: Mail) -> None:
    queue(app, "Hello")
    server.hangs_up = "before"
    delivery.deliver_emails()
    assert outcomes() == [(S.QUEUED, "disconnected")]
    assert server.taken == []


@pytest.mark.usefixtures("sending")
def test_an_email_whose_answer_was_lost_is_sent_again_and_shows_as_one(app: Flask, server: Mail) -> None:
    queue(app, "Hello")
    server.hangs_up = "after"
    delivery.deliver_emails()
    assert outcomes() == [(S.UNKNOWN, None)]
    server.hangs_up = ""
    with clock.at(NIGHT + LATER):
        assert delivery.resend_lost() == 1
        assert delivery.resend_lost() == 0
        assert outcomes() == [(S.QUEUED, delivery.LOST)]
    with clock.at(NIGHT + LATER * 2):
        delivery.deliver_emails()
    assert outcomes()[0][0] == S.SENT
    assert len(server.taken) == 2
    assert len({message["Message-ID"] for message in server.taken}) == 1


@pytest.mark.usefixtures("sending")
def test_an_email_whose_process_died_is_sent_again(app: Flask, server: Mail) -> None:
    queue(app, "Hello")
    assert outbox.claim_next(delivery.CHANNELS)
    with clock.at(NIGHT + CLAIM_LASTS + LATER):
        delivery.resend_lost()
    with clock.at(NIGHT + CLAIM_LASTS + LATER * 2):
        delivery.deliver_emails()
    assert server.subjects == ["Hello"]


@pytest.mark.usefixtures("sending")
def test_a_server_that_always_cuts_off_is_given_up_and_that_shows(app: Flask, server: Mail) -> None:
    queue(app, "Hello")
    server.hangs_up = "after"
    moment = NIGHT
    for _ in range(8):
        moment += timedelta(hours=3)
        with clock.at(moment):
            delivery.deliver_emails()
        with clock.at(moment + LATER):
            delivery.resend_lost()
    assert outcomes() == [(S.TEMPORARY_FAILURE, delivery.LOST)]
    assert server.tries == len(outbox.RETRY_AFTER) + 1


@pytest.mark.usefixtures("sending")
def test_two_rows_never_have_the_same_message_id_whatever_their_words(app: Flask, server: Mail) -> None:
    queue(app, "Hello", "Hello")
    delivery.deliver_emails()
    assert len({message["Message-ID"] for message in server.taken}) == 2


@pytest.mark.usefixtures("sending")
def test_one_email_that_breaks_the_sender_does_not_hold_up_the_others(
    app: Flask, server: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Sender.send

    def breaks_once(sender: Sender, email: Claimed) -> str:
        if email.body == "one":
            raise ZeroDivisionError
        return send(sender, email)

    monkeypatch.setattr(Sender, "send", breaks_once)
    queue(app, "one", "two")
    assert delivery.deliver_emails() == 2
    assert server.subjects == ["two"]
    assert outcomes() == [(S.UNKNOWN, None), (S.SENT, None)]


def test_it_signs_in_over_an_encrypted_connection(
    app: Flask, sending: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem, context = mail.certificate(tmp_path)
    with mail.running(context) as strict:
        sending.smtp_url = f"smtp://{USER}:a%20password%3A%20with%20%2F%20and%20%40@127.0.0.1:{strict.port}?starttls=1"
        queue(app, "Hello")
        delivery.deliver_emails()
        assert outcomes() == [(S.QUEUED, "no_encryption")], "the certificate is not trusted yet"
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        with clock.at(NIGHT + LATER):
            delivery.deliver_emails()
        assert strict.subjects == ["Hello"]
        sending.smtp_url = sending.smtp_url.replace("a%20", "another%20")
        queue(app, "Hello again")
        with clock.at(NIGHT + LATER):
            delivery.deliver_emails()
        assert outcomes()[1:] == [(S.QUEUED, "not_signed_in")]


def test_a_server_without_encryption_gets_nothing_where_it_was_asked_for(app: Flask, sending: Settings) -> None:
    sending.smtp_url += "?starttls=1"
    queue(app, "Hello")
    delivery.deliver_emails()
    assert outcomes() == [(S.QUEUED, "no_encryption")]


def test_a_server_that_says_nothing_is_not_waited_for_for_ever(sending: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        server = MailServer("127.0.0.1", mute.getsockname()[1], "", "", is_tls=False, starttls=False)
        with pytest.raises(Refused) as refused:
            Sender(sending, server, timeout=0.2).send(Claimed(1, 1, Channel.EMAIL, GRACE, "Hello", NIGHT))
    assert (refused.value.code, refused.value.permanent) == ("unreachable", False)


@pytest.mark.usefixtures("sending")
def test_nothing_personal_is_logged_about_an_email_that_fails(
    app: Flask, server: Mail, capsys: pytest.CaptureFixture[str]
) -> None:
    queue(app, "A secret", "Another secret")
    server.answers_recipient = f"550 no {GRACE} here"
    delivery.deliver_emails()
    printed = "".join(capsys.readouterr())
    assert "email_refused" in printed
    for secret in ("secret", "grace", "example.org"):
        assert secret not in printed


def test_a_simulated_mailbox_takes_everything_at_once(app: Flask) -> None:
    with app.app_context():
        queue(app, "one", "two")
        assert delivery.deliver_to_simulated_mailbox() == 2
        assert outcomes() == [(S.DELIVERED, None)] * 2
        assert delivery.deliver_emails() == 0


def test_the_jobs_follow_the_settings() -> None:
    def names(**overrides: str) -> list[str]:
        return [job.name for job in jobs(make_settings("sqlite://", **overrides))]

    assert names(smtp_url="smtp://mail.example.org", email_from=FROM) == ["deliver_emails", "resend_lost_emails"]
    assert names() == ["deliver_to_simulated_mailbox"]
    assert names(**twilio.SETTINGS) == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 25, "", "", False, False)),
        ("smtp://mail.example.org?starttls=1", ("mail.example.org", 587, "", "", False, True)),
        ("smtp://a:b@mail.example.org:2525?starttls=0", ("mail.example.org", 2525, "a", "b", False, False)),
        ("smtps://a%40b:c%3Ad@mail.example.org/", ("mail.example.org", 465, "a@b", "c:d", True, False)),
        ("smtps://[::1]:4650", ("::1", 4650, "", "", True, False)),
    ],
)
def test_the_address_of_the_mail_server(url: str, expected: tuple[str, int, str, str, bool, bool]) -> None:
    host, port, user, password, is_tls, starttls = expected
    assert read_smtp_url(url) == MailServer(host, port, user, password, is_tls=is_tls, starttls=starttls)
    assert not password or f"'{password}'" not in repr(read_smtp_url(url))
