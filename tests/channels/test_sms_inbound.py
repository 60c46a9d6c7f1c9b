"""Texts come in: signed, stored before they are thanked, each once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy import text as sql

from channels.sms.parsing import parse_inbound
from channels.sms.receiving import receive
from feedback_service import clock
from feedback_service.models import Contact, Feedback, InboundMessage, OutboundMessage
from feedback_service.storage import reading, transaction
from feedback_service.texts import wording
from feedback_service.texts.segments import segments
from feedback_service.vocabulary import Channel, KnownBy, Moderation, OutboundKind, OutboundStatus
from tests.conftest import JOAN
from tests.support import server
from tests.support.twilio import PUBLIC, calls, inbound_fields, reply_in, sign

INBOUND = "/channels/sms/inbound"


def stored(app: Flask) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(InboundMessage)) or 0


def only_feedback(app: Flask) -> Feedback:
    with app.app_context(), reading() as session:
        feedback = session.scalars(select(Feedback)).unique().one()
        assert feedback.messages
        assert feedback.contact is None or feedback.contact.address
        return feedback


def assert_refused(answer: requests.Response, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


def test_a_text_is_stored_and_then_thanked_with_its_reference_and_link(twilio_app: Flask, twilio_base: str) -> None:
    reply = reply_in(calls(twilio_base, inbound_fields("The nurse was kind")))
    feedback = only_feedback(twilio_app)
    assert reply is not None
    assert feedback.reference in reply
    assert f"{PUBLIC}/follow/{feedback.follow_token}\n" in reply
    assert segments(reply) <= 2
    assert (feedback.channel, feedback.status, feedback.consent) == (Channel.SMS, Moderation.PENDING, None)
    assert feedback.messages[0].body == "The nurse was kind"
    assert feedback.contact
    assert feedback.contact.address == JOAN
    with twilio_app.app_context(), reading() as session:
        receipt, question = session.scalars(select(OutboundMessage).order_by(OutboundMessage.id.desc()))
        assert (receipt.status, receipt.body) == (OutboundStatus.REPLIED, reply)
        assert (question.kind, question.status) == (OutboundKind.QUESTION, OutboundStatus.QUEUED)


def test_a_wrong_signature_is_refused_and_nothing_is_stored(twilio_app: Flask, twilio_base: str) -> None:
    fields = inbound_fields()
    assert_refused(calls(twilio_base, fields, signature=sign(fields, INBOUND, token="another token")), 403)
    assert_refused(calls(twilio_base, fields, signature=sign({**fields, "Body": "x"}, INBOUND)), 403)
    assert_refused(calls(twilio_base, fields, signature=sign(fields, INBOUND + "?x=1")), 403)
    assert_refused(calls(twilio_base, fields, signature=sign(fields, INBOUND, public=twilio_base)), 403)
    for signature in (b"", b"\xe9", b"x" * 8000, b"AAAA="):
        assert_refused(calls(twilio_base, fields, signature=signature), 403)
    assert stored(twilio_app) == 0


def test_a_missing_signature_is_refused_and_nothing_is_stored(twilio_app: Flask, twilio_base: str) -> None:
    assert_refused(requests.post(twilio_base + INBOUND, data=inbound_fields(), timeout=30), 403)
    assert_refused(requests.post(twilio_base + "/channels/sms/status", data={}, timeout=30), 403)
    assert stored(twilio_app) == 0


@pytest.mark.parametrize(
    ("public", "path"),
    [
        (f"{PUBLIC}:443", INBOUND),
        (PUBLIC, INBOUND),
        (PUBLIC, f"{INBOUND}?from=sms&x=%C3%A9"),
        (PUBLIC, f"{INBOUND}?x="),
    ],
)
def test_the_signature_covers_the_query_and_forgives_the_standard_port(
    twilio_app: Flask, twilio_base: str, public: str, path: str
) -> None:
    fields = inbound_fields()
    assert reply_in(calls(twilio_base, fields, path, sign(fields, path, public=public)))
    assert stored(twilio_app) == 1


def test_fields_that_twilio_adds_later_are_signed_over_and_not_read(twilio_app: Flask, twilio_base: str) -> None:
    assert reply_in(calls(twilio_base, inbound_fields(ChannelMetadata='{"type": "new"}', Geoblocked="")))
    assert stored(twilio_app) == 1


def test_without_an_auth_token_the_calls_answer_unavailable(app: Flask, base: str) -> None:
    for path in (INBOUND, "/channels/sms/status"):
        assert_refused(calls(base, inbound_fields(), path), 503)
    assert stored(app) == 0


@pytest.mark.parametrize("sid", ["", "SM1", "x" * 5000, "SM" + "\x00" * 32])
def test_an_odd_message_sid_is_a_bad_request_even_when_signed(twilio_app: Flask, twilio_base: str, sid: str) -> None:
    answer = calls(twilio_base, inbound_fields(MessageSid=sid))
    assert_refused(answer, 400)
    assert "MessageSid" in answer.json()["detail"]
    assert stored(twilio_app) == 0


def test_a_body_too_long_for_any_text_is_refused_whole(twilio_app: Flask, twilio_base: str) -> None:
    assert_refused(calls(twilio_base, inbound_fields("x" * 10_001)), 400)
    assert stored(twilio_app) == 0


@pytest.mark.parametrize(
    "sender", ["", "60777", "NHSnoreply", "client:joan", "anonymous", "+266696687", "\x00", "💥" * 500]
)
def test_who_cannot_be_answered_is_stored_without_contact_or_reply(
    twilio_app: Flask, twilio_base: str, sender: str
) -> None:
    assert reply_in(calls(twilio_base, inbound_fields(sender=sender))) is None
    assert only_feedback(twilio_app).contact is None


def test_whatsapp_is_stored_on_its_own_channel_and_answered(twilio_app: Flask, twilio_base: str) -> None:
    assert reply_in(calls(twilio_base, inbound_fields(sender=f"whatsapp:{JOAN}")))
    feedback = only_feedback(twilio_app)
    assert feedback.channel == Channel.WHATSAPP
    assert feedback.contact
    assert (feedback.contact.channel, feedback.contact.address) == (Channel.WHATSAPP, JOAN)


def test_every_body_is_kept_exactly_as_it_came(each_twilio_app: Flask) -> None:
    bodies = [
        "😀" * 800,
        "x" * 1600,
        "كان الممرض لطيفًا جدا",
        "ਨਰਸ ਬਹੁਤ ਚੰਗੀ ਸੀ",
        "a\x00b",
        "a\r\nb\tc",
        "  kept  ",
        "<b>&amp;",
        "\u202e",
    ]
    with server.in_process(each_twilio_app) as base:
        for number, body in enumerate(bodies):
            assert reply_in(calls(base, inbound_fields(body, f"+44770090010{number}")))
    with each_twilio_app.app_context(), reading() as session:
        assert session.scalars(select(InboundMessage.body).order_by(InboundMessage.id)).all() == bodies


def test_a_picture_without_words_is_stored_and_answered_in_plain_words(twilio_app: Flask, twilio_base: str) -> None:
    reply = reply_in(calls(twilio_base, inbound_fields("", NumMedia="2", MediaUrl0="https://api.twilio.com/x")))
    assert reply is not None
    assert "cannot open pictures or recordings" in reply
    assert "tell us in words" in reply
    assert only_feedback(twilio_app).messages[0].media_count == 2


def test_a_picture_with_words_is_thanked_for_the_words(twilio_app: Flask, twilio_base: str) -> None:
    reply = reply_in(calls(twilio_base, inbound_fields("Look at this", NumMedia="1")))
    assert reply is not None
    assert "We have stored what you told us" in reply


@pytest.mark.parametrize("body", ["", "   ", "\n\t"])
def test_an_empty_text_is_stored_and_asked_for_words(twilio_app: Flask, twilio_base: str, body: str) -> None:
    reply = reply_in(calls(twilio_base, inbound_fields(body)))
    assert reply is not None
    assert "there are no words in it" in reply
    assert only_feedback(twilio_app).messages[0].body == body


@pytest.mark.parametrize("fields", [{"body": "STOP"}, {"body": "Arrêt", "OptOutType": "STOP"}])
def test_stop_is_stored_and_not_thanked(twilio_app: Flask, twilio_base: str, fields: dict[str, str]) -> None:
    calls(twilio_base, inbound_fields("The nurse was kind"))
    assert reply_in(calls(twilio_base, inbound_fields(**fields))) is None
    assert [each.body for each in only_feedback(twilio_app).messages] == ["The nurse was kind", fields["body"]]
    assert has_stopped(twilio_app)
    assert "You get texts from us again" in (reply_in(calls(twilio_base, inbound_fields("START"))) or "")
    assert not has_stopped(twilio_app)


def test_a_keyword_of_somebody_who_told_us_nothing_is_no_feedback(twilio_app: Flask, twilio_base: str) -> None:
    assert "Not for emergencies" in (reply_in(calls(twilio_base, inbound_fields("HELP"))) or "")
    with twilio_app.app_context(), reading() as session:
        assert session.scalars(select(Feedback)).all() == []
        message = session.scalars(select(InboundMessage)).one()
        assert (message.body, message.about, message.feedback_id) == ("HELP", "help", None)


def has_stopped(app: Flask) -> bool:
    with app.app_context(), reading() as session:
        return session.scalars(select(Contact)).one().stopped_at is not None


@pytest.mark.parametrize(("known", "language"), [("ar", "ar"), ("xx", "en"), (None, "en")])
def test_a_person_is_thanked_in_the_language_that_they_asked_for(
    twilio_app: Flask, twilio_base: str, known: str | None, language: str
) -> None:
    calls(twilio_base, inbound_fields())
    with twilio_app.app_context(), transaction() as session:
        contact = session.scalars(select(Contact)).one()
        contact.language, contact.language_by = known, KnownBy.PERSON
    with twilio_app.app_context(), clock.at(clock.now() + timedelta(hours=1)):
        reply = receive(parse_inbound(inbound_fields("The ward was cold at night"))) or ""
        with reading() as session:
            second = session.scalars(select(Feedback).order_by(Feedback.id.desc()).limit(1)).unique().one()
            to = wording.voice(session, language)
            assert reply == wording.receipt(to, "receipt", second.reference, second.follow_token)


def test_a_second_delivery_gets_the_very_same_reply(twilio_app: Flask, twilio_base: str) -> None:
    fields = inbound_fields()
    first, second = (calls(twilio_base, fields) for _ in range(2))
    retried = calls(twilio_base, {**fields, "Body": "changed on the way"})
    assert first.content == second.content == retried.content
    assert stored(twilio_app) == 1


def test_a_second_delivery_of_an_unanswerable_text_is_silent_again(twilio_app: Flask, twilio_base: str) -> None:
    fields = inbound_fields(sender="anonymous")
    assert [reply_in(calls(twilio_base, fields)) for _ in range(2)] == [None, None]
    assert stored(twilio_app) == 1


def test_a_hundred_concurrent_deliveries_of_one_text_are_one_feedback(each_twilio_app: Flask) -> None:
    fields = inbound_fields()
    with server.in_process(each_twilio_app) as base, ThreadPoolExecutor(25) as lines:
        answers = list(lines.map(lambda _: calls(base, fields), range(100)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert only_feedback(each_twilio_app).reference in answers[0].text
    with each_twilio_app.app_context(), reading() as session:
        kinds = session.scalars(select(OutboundMessage.kind)).all()
        assert sorted(kinds) == [OutboundKind.QUESTION, OutboundKind.RECEIPT]


def test_nobody_is_thanked_for_what_could_not_be_stored(each_twilio_app: Flask) -> None:
    with server.in_process(each_twilio_app) as base:
        with each_twilio_app.extensions["database"].engine.begin() as connection:
            connection.execute(sql("ALTER TABLE inbound_messages RENAME TO hidden_away"))
        fields = inbound_fields()
        broken = calls(base, fields)
        assert broken.status_code >= 500
        assert "Thank you" not in broken.text
        assert "nurse" not in broken.text
        with each_twilio_app.extensions["database"].engine.begin() as connection:
            connection.execute(sql("ALTER TABLE hidden_away RENAME TO inbound_messages"))
        assert "Thank you" in (reply_in(calls(base, fields)) or "")
    assert stored(each_twilio_app) == 1


def test_no_cross_site_token_is_asked_of_twilio_and_no_other_method_is_served(twilio_base: str) -> None:
    assert requests.get(twilio_base + INBOUND, timeout=30).status_code == 405
