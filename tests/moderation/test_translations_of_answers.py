"""Answers in two languages: English for all, the person's language for them, and none goes before both are there."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from feedback_service import clock
from feedback_service.intake import Accepted
from feedback_service.models import AuditRecord, BoardEntry, Feedback, Redaction, Response
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Hidden, ResponseKind, Role
from moderation.permissions import Action
from moderation.told.data import Answer, AnswerInTheirLanguage, InLanguage, OneAnswer, Private, Refused
from tests.conftest import JOAN
from tests.moderation.conftest import Desk
from tests.support.story import Story
from tests.support.visitor import Visitor

ENGLISH = Answer(ResponseKind.DID, "We bought heaters.", "Ward manager")
BOTH = replace(ENGLISH, translation="Kupiliśmy grzejniki.")


def cold(desk: Desk) -> Accepted:
    """Joan's words in Polish, on the board."""
    said = desk.story.says("Na oddziale jest zimno", language="pl", sender=JOAN)
    desk.does(Action.PUBLISH, said)
    return said


def answer(desk: Desk, said: Accepted) -> Response:
    with desk.app.app_context(), reading() as session:
        return session.scalars(select(Response).where(Response.feedback_id == said.feedback_id)).one()


def on_board(desk: Desk) -> list[str]:
    with desk.app.app_context(), reading() as session:
        entry = session.scalars(select(BoardEntry)).unique().one()
        return [each["words"] for each in entry.payload["responses"]]


def test_an_answer_in_both_languages_goes_at_once_in_the_persons(each_desk: Desk) -> None:
    said = cold(each_desk)
    each_desk.does(Action.RESPOND, said, BOTH, role=Role.RESPONDER)
    [text] = each_desk.story.reaches(JOAN)
    assert "Kupiliśmy grzejniki." in text
    assert "heaters" not in text
    assert on_board(each_desk) == ["We bought heaters."]
    assert answer(each_desk, said).translated_by == each_desk.people[Role.RESPONDER].id


def test_an_answer_in_english_alone_waits_for_its_translation(each_desk: Desk) -> None:
    said = cold(each_desk)
    each_desk.does(Action.RESPOND, said, ENGLISH)
    assert each_desk.story.reaches(JOAN) == []
    assert on_board(each_desk) == []
    waiting = answer(each_desk, said)
    each_desk.does(
        Action.TRANSLATE_ANSWER, said, AnswerInTheirLanguage(waiting.id, "Kupiliśmy grzejniki."), role=Role.RESPONDER
    )
    [text] = each_desk.story.reaches(JOAN)
    assert "Kupiliśmy grzejniki." in text
    assert on_board(each_desk) == ["We bought heaters."]
    rhys = each_desk.people[Role.RESPONDER].id
    assert answer(each_desk, said).translated_by == rhys
    assert each_desk.history(said)[-1] == ("answer_translated", None)
    assert ("feedback.answer_translated", rhys) in each_desk.audit(f"feedback:{said.feedback_id}")


def test_a_translation_before_the_decision_goes_with_it(each_desk: Desk) -> None:
    said = each_desk.story.says("Na oddziale jest zimno", language="pl", sender=JOAN)
    each_desk.does(Action.RESPOND, said, ENGLISH)
    each_desk.does(
        Action.TRANSLATE_ANSWER, said, AnswerInTheirLanguage(answer(each_desk, said).id, "Kupiliśmy grzejniki.")
    )
    assert each_desk.story.reaches(JOAN) == []
    each_desk.does(Action.KEEP_PRIVATE, said, Private(True))
    [text] = each_desk.story.reaches(JOAN)
    assert "Kupiliśmy grzejniki." in text


def test_an_answer_that_was_given_is_not_translated_again_nor_somebody_elses(each_desk: Desk) -> None:
    said, other = cold(each_desk), each_desk.story.says("It is warm")
    each_desk.does(Action.RESPOND, said, BOTH)
    given = answer(each_desk, said)
    for feedback in (said, other):
        with pytest.raises(Refused):
            each_desk.does(Action.TRANSLATE_ANSWER, feedback, AnswerInTheirLanguage(given.id, "Inaczej"))


def test_an_answer_that_waits_for_a_translation_is_not_put_on_the_board(each_desk: Desk) -> None:
    said = cold(each_desk)
    each_desk.does(Action.RESPOND, said, ENGLISH)
    with pytest.raises(Refused):
        each_desk.does(Action.ANSWER_ON, said, OneAnswer(answer(each_desk, said).id))


def test_who_turns_out_to_read_english_gets_what_waited(each_desk: Desk) -> None:
    said = cold(each_desk)
    each_desk.does(Action.RESPOND, said, ENGLISH)
    each_desk.does(Action.SET_LANGUAGE, said, InLanguage("en"))
    [text] = each_desk.story.reaches(JOAN)
    assert "We bought heaters." in text
    assert on_board(each_desk) == ["We bought heaters."]


def test_a_translation_for_somebody_who_reads_english_is_not_kept(each_desk: Desk) -> None:
    said = each_desk.story.says("The ward is cold", sender=JOAN)
    each_desk.does(Action.RESPOND, said, BOTH)
    assert answer(each_desk, said).translation is None


def test_the_form_asks_for_the_persons_language_and_the_queue_shows_what_waits(
    story: Story, amina: Visitor, rhys: Visitor
) -> None:
    said = story.says("الجناح بارد جداً", language="ar", sender=JOAN)
    story.publishes(said)
    amina.opens(f"/staff/items/{said.reference}")
    field = amina.page.select_one("#respond-translation")
    assert (field["lang"], field["dir"]) == ("ar", "rtl")
    assert "The same in Arabic" in amina.page.select_one("#action-respond").get_text()
    amina.submits("#action-respond form", kind="did", words="We bought heaters.", signed_as="Ward manager")
    assert "waits for a translation" in amina.page.select_one(".desk-response").get_text()
    assert "An answer waits for a translation" in rhys.opens("/staff/?tab=answer").reads
    rhys.opens(f"/staff/items/{said.reference}")
    assert rhys.page.select_one(".desk-response textarea")["dir"] == "rtl"
    rhys.submits(".desk-response form")
    assert "Write the answer in their language" in rhys.page.select_one(".nhsuk-error-summary").get_text()
    rhys.submits(".desk-response form", words="اشترينا مدافئ.")
    assert "The translation is saved." in rhys.answer.text
    shown = rhys.page.select_one(".desk-response .desk-translation")
    assert (shown["lang"], shown["dir"], shown.get_text()) == ("ar", "rtl", "اشترينا مدافئ.")
    assert "translated by Rhys" in rhys.reads
    assert said.reference not in rhys.opens("/staff/?tab=answer").answer.text


def test_a_translation_that_says_what_was_hidden_goes_once_that_is_confirmed(story: Story, amina: Visitor) -> None:
    said = story.says("Zebedee pomalował ścianę", language="pl")
    with story.app.app_context(), transaction() as session:
        message = session.get_one(Feedback, said.feedback_id).messages[0]
        message.redactions.append(Redaction(start=0, end=7, kind=Hidden.NAME, created_at=clock.now()))
    story.publishes(said)
    story.answers(said, "We will paint it white.")
    translating = "form[action$='translate-answer']"
    amina.opens(f"/staff/items/{said.reference}").submits(translating, words="Zebedee pomaluje ją na biało.")
    assert amina.answer.status_code == 422
    assert "It repeats something that was hidden" in amina.page.select_one(translating).get_text()
    assert amina.page.select_one(f"{translating} textarea").get_text().strip() == "Zebedee pomaluje ją na biało."
    amina.submits(translating, button="Save it and send the answer")
    assert "The translation is saved." in amina.answer.text
    with story.app.app_context(), reading() as session:
        given = session.scalars(select(Response)).one()
        assert (given.translation, given.given_at is not None) == ("Zebedee pomaluje ją na biało.", True)
        [translated] = session.scalars(select(AuditRecord).where(AuditRecord.action == "feedback.answer_translated"))
    assert translated.details["despite"] == ["exposes"]


def test_a_later_answer_that_waits_for_a_translation_is_in_the_queue_too(desk: Desk, base: str) -> None:
    said = cold(desk)
    desk.does(Action.RESPOND, said, BOTH)
    rhys = Visitor(base).opens("/staff/").submits(email="rhys@example.org", password=desk.story.password)
    assert said.reference not in rhys.opens("/staff/?tab=answer").answer.text
    desk.does(Action.RESPOND, said, ENGLISH)
    assert said.reference in rhys.opens("/staff/?tab=answer").answer.text


def test_nobody_is_asked_for_a_language_that_the_person_does_not_need(story: Story, amina: Visitor) -> None:
    said = story.says("The ward is cold", sender=JOAN)
    assert amina.opens(f"/staff/items/{said.reference}").page.select_one("#respond-translation") is None
