"""The whole conversation on simulated phones, without JavaScript: what a newcomer tries in a minute."""

from datetime import timedelta

import pytest
from bs4 import Tag
from flask import Flask
from sqlalchemy import func, select, update

from channels.phone import delivery
from channels.phone.suggestions import ALL, BY_KEY
from feedback_service import answers, clock, erasure, lifecycle
from feedback_service.conversation.telling import tell
from feedback_service.detection import detect
from feedback_service.equality import by_text
from feedback_service.keywords.words import spoken
from feedback_service.models import Contact, Feedback, InboundMessage, OutboundMessage, Response, SafetyFlag
from feedback_service.outbox import WINDOW
from feedback_service.safety.screening import screen
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Channel, OutboundStatus, ResponseKind
from tests.conftest import JOAN
from tests.support.outbound import outcomes, queue_answer_to_feedback, queue_answers, stopped_at, wrote
from tests.support.story import Story
from tests.support.visitor import Visitor

PHONE, ON_WHATSAPP = "/phone/900001", "/phone/900001?channel=whatsapp"
STOPPED_LINE = "The network has answered STOP; no texts get through until START"


@pytest.fixture
def joan(base: str) -> Visitor:
    """A patient, at the page of her simulated phone."""
    return Visitor(base).opens(PHONE)


def bubbles(visitor: Visitor, phone: str = "") -> list[tuple[str, str]]:
    """Whose each text on the screen is, and what it says; on the phone with that name where there are several."""
    within = f'[data-phone="{phone}"] ' if phone else ""
    return [
        ("own" if "bubble--own" in each["class"] else "service", said(each))
        for each in visitor.page.select(f"{within}.bubble")
    ]


def said(bubble: Tag) -> str:
    found = bubble.select_one(".bubble__text")
    assert found
    return found.get_text()


def small_print(visitor: Visitor) -> list[str]:
    """What stands under each text, without its time."""
    return [" · ".join(each.get_text().split(" · ")[1:]) for each in visitor.page.select(".bubble__meta")]


def says(visitor: Visitor, body: str) -> str:
    """Text this; returns the last text on the screen."""
    visitor.submits(body=body)
    assert visitor.answer.status_code == 200
    return bubbles(visitor)[-1][1]


def is_answered(app: Flask, feedback: Feedback, words: str, kind: ResponseKind) -> None:
    """Somebody responsible answers, and the answer is delivered."""
    with app.app_context():
        with transaction() as session:
            found = lifecycle.locked(session, feedback.reference)
            assert found
            promised = {"owner": "Ward manager", "due_on": clock.now().date()} if kind == ResponseKind.DOING else {}
            response = Response(
                feedback_id=found.id,
                kind=kind,
                words=words,
                language="en",
                signed_as="Ward manager",
                created_at=clock.now(),
                **promised,
            )
            answers.write(session, found, response)
            tell(session, found, [response])
        delivery.deliver_texts()


def test_joan_has_the_whole_conversation_on_her_phone(app: Flask, joan: Visitor) -> None:
    assert "may we show your words on our public board" in says(joan, "The nurse was kind to my mum")
    assert [whose for whose, _ in bubbles(joan)] == ["own", "service", "service"], "the receipt, then the question"
    assert "May we ask you a few short questions?" in says(joan, "YES")
    assert "how was your experience of our service?" in says(joan, "yes")
    assert "Who are you?" in says(joan, "1")
    assert "about your ethnic group" in says(joan, "1")
    assert "What is your ethnic group?" in says(joan, "Yes")
    assert "your Asian or Asian British background?" in says(joan, "3")
    assert "That was the last question" in says(joan, "1")
    assert "A person will read it" in says(joan, "STATUS")
    assert "Complaints:" in says(joan, "HELP")
    with app.app_context(), reading() as session:
        feedback = session.scalars(select(Feedback)).unique().one()
        assert (feedback.consent, feedback.fft, feedback.author) == (True, 1, "patient")


def test_an_answer_and_a_promise_that_was_kept_reach_the_phone(app: Flask, joan: Visitor) -> None:
    says(joan, "The food was cold")
    says(joan, "YES")
    with app.app_context(), reading() as session:
        feedback = session.scalars(select(Feedback)).unique().one()
    Story(app).publishes_by_reference(feedback.reference)
    is_answered(app, feedback, "We will mend the trolley", ResponseKind.DOING)
    joan.opens(PHONE)
    assert "We will mend the trolley" in bubbles(joan)[-1][1]
    assert "Did this answer you?" in bubbles(joan)[-1][1]
    is_answered(app, feedback, "The trolley is mended", ResponseKind.DID)
    assert "what we promised is done" in bubbles(joan.opens(PHONE))[-1][1]
    assert "Thank you for telling us" in says(joan, "1")


def test_an_equality_answer_is_a_dot_kept_apart_and_the_next_question_is_read(app: Flask, joan: Visitor) -> None:
    for body in ("The food was cold", "YES", "YES", "1", "1", "YES"):
        says(joan, body)
    says(joan, "3")
    assert bubbles(joan)[-2] == ("own", "•")
    assert small_print(joan)[-2] == "Delivered · kept apart"
    assert bubbles(joan)[-1][1].startswith("Which of the following best describes your Asian")
    assert small_print(joan)[-1] == "2 parts"
    with app.app_context(), reading() as session:
        last = session.scalars(select(OutboundMessage).order_by(OutboundMessage.id.desc()).limit(1)).one()
        assert last.body == "", "its words stand in the equality room alone"
    says(joan, "1")
    with app.app_context(), clock.at(clock.now() + timedelta(days=2)):
        by_text.forget_texts()
    joan.opens(PHONE)
    assert [words for _, words in bubbles(joan)][-4:-1] == ["•", "•", "•"], "a day later the question is forgotten"
    assert small_print(joan)[-3] == "kept apart · 2 parts", "every second question counts as the longest"


def test_under_each_text_of_the_service_stands_what_it_costs(joan: Visitor) -> None:
    says(joan, "The food was cold")
    assert small_print(joan) == ["Delivered", "2 parts", "1 part"]


def test_after_stop_the_phone_says_so_and_nothing_gets_through_until_start(app: Flask, joan: Visitor) -> None:
    says(joan, "The food was cold")
    says(joan, "STOP")
    assert bubbles(joan)[-1] == ("own", "STOP")
    assert STOPPED_LINE in joan.reads
    with app.app_context():
        queue_answers("an answer that does not get through")
        delivery.deliver_texts()
    says(joan, "Is anybody there?")
    assert bubbles(joan)[-1] == ("own", "Is anybody there?")
    assert "does not get through" not in joan.reads
    assert STOPPED_LINE in joan.reads
    says(joan, "I want to end my life")
    assert bubbles(joan)[-1] == ("own", "I want to end my life"), "not even the signpost gets through"
    says(joan, "START")
    assert "You get texts from us again" in joan.reads
    assert "does not get through" in joan.reads, "what was for her alone comes after all"
    assert STOPPED_LINE not in joan.reads


def test_a_stop_that_the_service_answers_is_not_the_networks(joan: Visitor) -> None:
    assert "You get no more texts from us" in says(joan, "Stop. Thank you")
    assert "No messages get through until START" in joan.reads
    assert STOPPED_LINE not in joan.reads


def test_the_receipt_of_an_erasure_is_read_once_and_then_the_phone_is_empty(app: Flask, joan: Visitor) -> None:
    says(joan, "The food was cold")
    assert "Reply DELETE again" in says(joan, "DELETE")
    joan.submits(body="DELETE")
    assert bubbles(joan) == [
        ("own", "DELETE"),
        ("service", "Done. We have erased your number and everything you told us."),
    ]
    assert "Everything is erased" in joan.reads
    again = joan.opens(PHONE)
    assert bubbles(again) == []
    assert "No messages yet" in again.reads
    with app.app_context(), reading() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == 0
    says(joan, "Hello again")
    assert bubbles(joan)[0] == ("own", "Hello again"), "a new conversation begins"


def test_reloading_the_receipt_of_an_erasure_shows_it_again_and_erases_nothing_new(joan: Visitor) -> None:
    says(joan, "The food was cold")
    says(joan, "DELETE")
    key = joan.page.select_one("input[name=key]")["value"]  # type: ignore[index]
    for _ in range(2):
        joan.posts(PHONE, {"key": key, "body": "DELETE"})
        assert "We have erased" in bubbles(joan)[-1][1]


def test_an_erasure_that_waited_says_so_on_the_phone_until_its_number_is_forgotten(app: Flask, joan: Visitor) -> None:
    says(joan, "I want to end my life")
    says(joan, "DELETE")
    assert "as soon as a person has made sure that you are safe" in says(joan, "DELETE")
    with app.app_context():
        with transaction() as session:
            session.execute(update(SafetyFlag).values(cleared_at=clock.now()))
        assert erasure.erase_waiting() == 1
        delivery.deliver_texts()
        joan.opens(PHONE)
        assert bubbles(joan) == [("service", "Done. We have erased your number and everything you told us.")]
        erasure.erase_waiting()
    assert bubbles(joan.opens(PHONE)) == []


def test_words_from_the_form_are_not_on_the_phone_that_their_answer_comes_to(app: Flask, joan: Visitor) -> None:
    with app.app_context():
        queue_answer_to_feedback("an answer to what she wrote on the form", channel=Channel.SMS)
        with transaction() as session:
            session.execute(update(InboundMessage).values(channel=Channel.WEB))
        delivery.deliver_texts()
    assert bubbles(joan.opens(PHONE)) == [("service", "an answer to what she wrote on the form")]


def test_whatsapp_is_a_thread_of_its_own(app: Flask, joan: Visitor) -> None:
    says(joan, "By text")
    joan.opens(ON_WHATSAPP)
    assert bubbles(joan) == []
    says(joan, "On WhatsApp")
    assert [words for whose, words in bubbles(joan) if whose == "own"] == ["On WhatsApp"]
    assert set(small_print(joan)) == {"Delivered", ""}, "nobody pays for it by parts"
    assert [words for whose, words in bubbles(joan.opens(PHONE)) if whose == "own"] == ["By text"]
    with app.app_context(), reading() as session:
        found = session.execute(select(Contact.channel, Contact.address).order_by(Contact.id))
        assert [tuple(row) for row in found] == [(Channel.SMS, JOAN), (Channel.WHATSAPP, JOAN)]
    joan.opens("/phone")
    rows = [" ".join(each.get_text().split()) for each in joan.page.select(".phone__who")]
    assert rows[:2] == ["07700 900001 WhatsApp", "07700 900001"]


def test_the_tabs_lead_from_the_one_thread_to_the_other_and_back(joan: Visitor) -> None:
    def tab(name: str) -> str:
        return next(str(each["href"]) for each in joan.page.select(".phone__channel") if each.get_text() == name)

    joan.opens(tab("WhatsApp"))
    says(joan, "On WhatsApp")
    assert "channel=whatsapp" in joan.answer.url
    assert bubbles(joan.opens(tab("Text message"))) == []
    assert bubbles(joan.opens(tab("WhatsApp")))[0] == ("own", "On WhatsApp")


def test_on_whatsapp_nothing_reaches_who_has_not_written_for_a_day(app: Flask, joan: Visitor) -> None:
    joan.opens(ON_WHATSAPP)
    says(joan, "On WhatsApp")
    with app.app_context():
        wrote(clock.now() - timedelta(days=2))
        queue_answers("too late", channel=Channel.WHATSAPP)
        delivery.deliver_texts()
        assert outcomes()[-1].status == OutboundStatus.PERMANENT_FAILURE
        assert outcomes()[-1].error_code == WINDOW
    assert "too late" not in joan.opens(ON_WHATSAPP).reads
    says(joan, "Here I am")
    assert "too late" in joan.reads, "it is due again once she writes"


def test_stop_on_whatsapp_counts_for_the_number(app: Flask, joan: Visitor) -> None:
    says(joan, "By text")
    joan.opens(ON_WHATSAPP)
    says(joan, "STOP")
    assert "No messages get through until START" in joan.reads
    assert "No messages get through until START" in joan.opens(PHONE).reads
    with app.app_context():
        assert stopped_at(Channel.SMS) is not None


def test_the_first_texts_to_try_do_what_they_say() -> None:
    assert screen(BY_KEY["danger"].text)
    for key, language in (("thanks", "en"), ("panjabi", "pa"), ("arabic", "ar")):
        assert detect(BY_KEY[key].text).language == BY_KEY[key].language == language
        assert screen(BY_KEY[key].text) is None
    for suggestion in ALL:
        if suggestion.text.isupper() and suggestion.text.isascii():
            assert spoken(suggestion.text), suggestion.text


def test_a_first_text_is_filled_in_by_its_link_and_its_words_stand_in_no_address(joan: Visitor) -> None:
    link = next(each for each in joan.page.select(".phone__try") if each.get_text() == "In Arabic")
    assert "%" not in str(link["href"])
    joan.opens(str(link["href"]))
    joan.submits()
    assert bubbles(joan)[0] == ("own", BY_KEY["arabic"].text)
    assert joan.opens(f"{PHONE}?try=nothing&on=x").answer.status_code == 200


@pytest.mark.parametrize("language", ["ar", "pa", "pl", "so"])
def test_each_text_carries_its_language(app: Flask, joan: Visitor, language: str) -> None:
    names = {"ar": "عربي", "pa": "ਪੰਜਾਬੀ", "pl": "polski", "so": "Soomaali"}
    says(joan, names[language])
    found = joan.page.select(".bubble--service .bubble__text")[-1]
    assert (found["lang"], found["dir"]) == (language, "auto")
