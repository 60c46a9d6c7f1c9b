"""The thread at the desk: what each text was taken for, moving it, translating it, who cannot be reached."""

import pytest
from bs4 import Tag
from sqlalchemy import select

from feedback_service.intake import Accepted
from feedback_service.models import Alarm, Contact, Feedback, InboundMessage, OutboundMessage
from feedback_service.public_words import public_words
from feedback_service.storage import reading
from feedback_service.vocabulary import KnownBy, Meaning, Moderation, OutboundStatus, Role
from moderation.actions.perform import NotPermitted
from moderation.permissions import Action
from moderation.told.data import Elsewhere, InEnglish, InLanguage, Note, OneText, Private, Refused
from tests.conftest import JOAN
from tests.moderation.conftest import Desk
from tests.support.story import Story
from tests.support.visitor import Visitor

THREAD = ".desk-conversation"


def opens(visitor: Visitor, said: Accepted) -> Visitor:
    return visitor.opens(f"/staff/items/{said.reference}")


def asides(visitor: Visitor) -> list[str]:
    """The quiet lines of the thread, without their moment."""
    return [" ".join(line.get_text(" ").split()).split(" · ", 1)[1] for line in visitor.page.select(".desk-aside > p")]


def form_of(visitor: Visitor, words: str, button: str) -> str:
    """The selector of the form with this button at the message with these words."""
    message = next(
        each for each in visitor.page.select("[id^=message-]") if words in " ".join(each.get_text(" ").split())
    )
    return f"#{message['id']} form:has(button:-soup-contains('{button}'))"


def first(desk: Desk, said: Accepted) -> InboundMessage:
    return desk.feedback(said).messages[0]


def test_keywords_and_answers_are_quiet_lines_with_what_they_were_taken_for(story: Story, amina: Visitor) -> None:
    said = story.says("The ward is cold", sender=JOAN, consent=None)
    story.texts("STATUS", JOAN)
    story.texts("STOP", JOAN)
    opens(amina, said)
    assert asides(amina) == ["asked how it stands: STATUS", "asked for no more texts: STOP"]
    ours = [each.get_text(" ") for each in amina.page.select(".desk-message--ours")]
    assert "a reply" in ours[0]
    assert "1 text" in " ".join(ours)
    assert said.follow_token not in amina.answer.text


def test_the_answer_to_an_equality_question_is_not_at_the_desk(story: Story, amina: Visitor) -> None:
    said = story.says("The ward is cold", sender=JOAN, consent=None)
    story.is_asked_for_consent(said)
    for words in ("yes", "yes", "2", "1", "yes", "3", "2"):
        story.texts(words, JOAN)
    opens(amina, said)
    kept = [each for each in asides(amina) if "kept apart" in each]
    assert kept == ["answered an equality question (kept apart)"] * 2
    assert "Pakistani" not in amina.answer.text
    assert "An equality question; its words are kept apart." in amina.reads
    aside = next(each for each in amina.page.select(".desk-aside") if "kept apart" in each.get_text())
    assert aside.select("form") == [], "there are no words to move"


def test_a_text_is_moved_to_other_feedback_of_the_person(story: Story, amina: Visitor) -> None:
    first_said = story.says("The ward is cold", sender=JOAN)
    story.publishes(first_said)
    second = story.says("The food is good", sender=JOAN)
    opens(amina, second)
    form = form_of(amina, "The food is good", "Move the text")
    options = [each.get_text() for each in amina.page.select(f"{form} option")]
    assert any(first_said.reference in each and "The ward is cold" in each for each in options)
    amina.submits(form)
    assert amina.answer.status_code == 422
    assert "Choose where the text belongs" in amina.page.select_one(".nhsuk-error-summary").get_text()
    amina.submits(form_of(amina, "The food is good", "Move the text"), to=first_said.reference)
    assert "The text is moved." in amina.answer.text
    opens(amina, first_said)
    assert "The food is good" in amina.page.select_one(THREAD).get_text()
    assert "not for the public" in amina.page.select_one(THREAD).get_text()
    assert "The food is good" not in amina.opens("/").answer.text


def test_what_was_taken_for_a_keyword_becomes_feedback_of_its_own(each_desk: Desk) -> None:
    said = each_desk.story.says("The ward is cold", sender=JOAN)
    each_desk.story.texts("STATUS", JOAN)
    with each_desk.app.app_context(), reading() as session:
        keyword = session.scalars(select(InboundMessage).where(InboundMessage.meaning == Meaning.KEYWORD)).one()
    each_desk.does(Action.MOVE_TEXT, said, Elsewhere(keyword.id, None))
    with each_desk.app.app_context(), reading() as session:
        rows = session.scalars(select(Feedback).order_by(Feedback.id)).unique().all()
        assert [public_words(each) for each in rows] == ["The ward is cold", "STATUS"]
        assert rows[1].status == Moderation.PENDING
    with pytest.raises(Refused):
        each_desk.does(Action.MOVE_TEXT, said, Elsewhere(keyword.id, None))


def test_nothing_moves_off_the_board_or_to_somebody_else(each_desk: Desk) -> None:
    joan, kofi = (
        each_desk.story.says("The ward is cold", sender=JOAN),
        each_desk.story.says("It is warm", sender="+447700900002"),
    )
    with pytest.raises(Refused):
        each_desk.does(Action.MOVE_TEXT, joan, Elsewhere(first(each_desk, joan).id, kofi.reference))
    with pytest.raises(Refused):
        each_desk.does(Action.MOVE_TEXT, joan, Elsewhere(first(each_desk, kofi).id, None))
    each_desk.does(Action.PUBLISH, joan)
    with pytest.raises(Refused):
        each_desk.does(Action.MOVE_TEXT, joan, Elsewhere(first(each_desk, joan).id, None))
    with pytest.raises(NotPermitted):
        each_desk.does(Action.MOVE_TEXT, joan, Elsewhere(first(each_desk, joan).id, None), role=Role.RESPONDER)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("21610", "They asked for no more texts, so the network lets none through."),
        ("30003", "The phone is off or cannot be reached."),
        ("30005", "There is no such number."),
        ("30006", "It is a landline, or a phone that takes no texts."),
        ("30007", "A network held it back as unwanted."),
        ("window", "On WhatsApp we may write only within 24 hours"),
        ("39999", "The provider says: error 39999."),
    ],
)
def test_a_text_that_did_not_arrive_says_why(story: Story, amina: Visitor, code: str, words: str) -> None:
    said = story.says("The ward is cold", sender=JOAN)
    story.publishes(said)
    story.answers(said, tells=True)
    story.fails(code, JOAN)
    opens(amina, said)
    assert words in amina.page.select_one(f"{THREAD} .desk-message--ours").get_text(" ")


def test_a_text_that_nobody_knows_about_is_being_checked(story: Story, amina: Visitor) -> None:
    said = story.says("The ward is cold", sender=JOAN)
    story.publishes(said)
    story.answers(said, tells=True)
    story.settles(JOAN, OutboundStatus.UNKNOWN)
    assert "Nobody knows yet: it is being checked with the provider." in opens(amina, said).reads


def test_after_stop_staff_see_in_red_that_the_signpost_did_not_arrive(story: Story, amina: Visitor) -> None:
    story.texts("The ward is cold and nobody comes", JOAN)
    story.texts("STOP", JOAN)
    story.texts("i want to die", JOAN)
    amina.opens("/staff/")
    amina.opens(str(amina.page.select_one(".desk-row--flagged a")["href"]))
    stopped = amina.page.select_one(".desk-stopped").get_text(" ")
    assert "No text message can reach this person" in stopped
    assert "The signpost did not reach them either. Somebody must find another way now." in stopped
    assert "No text message can reach this person" in amina.page.select_one("#action-respond").get_text()


def test_a_flag_of_the_service_says_so_and_marks_the_words(story: Story, amina: Visitor) -> None:
    said = story.says("The food was bad. I want to die. Nobody came", sender=JOAN)
    opens(amina, said)
    danger = amina.page.select_one(".desk-danger--found")
    assert "Found by the service: suicide" in " ".join(danger.get_text(" ").split())
    assert danger.q is None, "the words themselves stand behind the label of what may distress"
    marked = [each.get_text() for each in amina.page.select(".desk-word.desk-found")]
    assert "die." in marked
    assert "food" not in marked


def test_a_flag_of_staff_alerts_those_on_call_and_is_read_already(each_desk: Desk) -> None:
    said = each_desk.story.says("The ward is cold")
    each_desk.does(Action.FLAG, said, Note("She sounded low"))
    with each_desk.app.app_context(), reading() as session:
        alarm = session.scalars(select(Alarm)).one()
        assert alarm.read_by == each_desk.people[Role.MODERATOR].id


def test_clearing_a_flag_of_the_service_ends_its_alarm(each_desk: Desk) -> None:
    said = each_desk.story.says("I want to die")
    with each_desk.app.app_context(), reading() as session:
        assert session.scalars(select(Alarm)).one().read_at is None
    each_desk.does(Action.CLEAR_FLAG, said, Note("The crisis team has seen her"))
    with each_desk.app.app_context(), reading() as session:
        assert session.scalars(select(Alarm)).one().read_by == each_desk.people[Role.MODERATOR].id


def test_a_translation_is_for_those_who_read_the_original_only(story: Story, amina: Visitor, rhys: Visitor) -> None:
    said = story.says("Pielęgniarka Joanna była miła", language="pl", sender=JOAN)
    opens(amina, said)
    form = form_of(amina, "Pielęgniarka", "Save the translation")
    amina.submits(form)
    assert "Write what it says in English" in amina.reads
    amina.submits(form, words="Nurse Joanna was kind")
    shown = amina.page.select_one(".desk-translation")
    assert shown.select_one("[lang=en]").get_text() == "Nurse Joanna was kind"
    assert "Amina" in shown.get_text()
    amina.submits(form_of(amina, "Pielęgniarka", "Save the translation"), words="Nurse Joanna was nice")
    assert [each.get_text() for each in amina.page.select(".desk-translation [lang=en]")] == ["Nurse Joanna was nice"]
    amina.submits("#action-keep-private form", responders="yes", because="personal")
    assert "nice" not in opens(rhys, said).answer.text
    english = story.says("The nurse was kind")
    assert "Translate into English" not in opens(amina, english).reads


def test_a_text_without_words_or_of_somebody_else_cannot_be_translated(each_desk: Desk) -> None:
    said, other = each_desk.story.says("Zimno", language="pl"), each_desk.story.says("", sender=JOAN, media_count=1)
    for each in (said, other):
        with pytest.raises(Refused):
            each_desk.does(Action.TRANSLATE_TEXT, each, InEnglish(first(each_desk, other).id, "Cold"))


def test_the_language_is_set_and_the_person_written_to_in_it(each_desk: Desk) -> None:
    said = each_desk.story.says("Zimno tu", language="ro", sender=JOAN)
    each_desk.does(Action.PUBLISH, said)
    each_desk.does(Action.SET_LANGUAGE, said, InLanguage("pl"))
    with each_desk.app.app_context(), reading() as session:
        feedback, contact = session.get_one(Feedback, said.feedback_id), session.scalars(select(Contact)).one()
        assert (feedback.language, feedback.language_by) == ("pl", KnownBy.STAFF)
        assert (contact.language, contact.language_by) == ("pl", KnownBy.STAFF)
    with pytest.raises(Refused):
        each_desk.does(Action.SET_LANGUAGE, said, InLanguage("xx"))
    each_desk.does(Action.SET_LANGUAGE, said, InLanguage(None))
    assert each_desk.feedback(said).language_by is None


def test_who_said_their_language_keeps_it(story: Story, amina: Visitor) -> None:
    said = story.says("Zimno tu", language="ro", sender=JOAN)
    story.texts("polski", JOAN)
    opens(amina, said)
    assert "Romanian (found by the service)" in amina.reads
    assert "Polish (said by the person)" in amina.reads
    assert "we go on writing to them in it" in amina.page.select_one("#action-set-language").get_text()
    amina.submits("#action-set-language form", language="fr")
    assert "French (set by staff)" in amina.reads
    assert "Polish (said by the person)" in amina.reads


def test_what_was_added_is_for_moderators_until_one_opens_it_with_what_is_hidden(
    story: Story, amina: Visitor, rhys: Visitor
) -> None:
    said = story.says("The ward is cold", sender=JOAN)
    story.publishes(said)
    story.adds(said, "Nurse Joy still has no heater")
    opens(rhys, said)
    assert "heater" not in rhys.answer.text
    opens(amina, said)
    words: dict[str, Tag] = {each.get_text(): each for each in amina.page.select(".desk-word")}
    amina.submits("#hide-form", word=[str(words["Joy"].input["value"])], kind="staff_name")
    amina.submits(form_of(amina, "heater", "Let responders read it"))
    assert "Responders can read the text now" in amina.answer.text
    assert "Nurse [staff name removed] still has no heater" in opens(rhys, said).reads
    assert "Joy" not in rhys.answer.text
    assert "heater" not in amina.opens("/").answer.text
    opens(amina, said).submits(form_of(amina, "heater", "Keep it from responders again"))
    assert "heater" not in opens(rhys, said).answer.text


def test_words_for_the_public_need_no_opening(each_desk: Desk) -> None:
    said = each_desk.story.says("The ward is cold", sender=JOAN)
    each_desk.does(Action.KEEP_PRIVATE, said, Private(False))
    with pytest.raises(Refused):
        each_desk.does(Action.OPEN_TEXT, said, OneText(first(each_desk, said).id))


def test_rhys_does_not_read_in_an_earlier_text_what_was_hidden_since(
    story: Story, amina: Visitor, rhys: Visitor
) -> None:
    said = story.says("Joan and Kofi like tea", sender=JOAN, consent=None)
    opens(amina, said).submits("#asking form")
    story.reaches(JOAN)
    story.texts("yes", JOAN)
    assert "a question" in opens(rhys, said).reads
    opens(amina, said)
    boxes = {label.get_text(): str(label.input["value"]) for label in amina.page.select(".desk-word")}
    amina.submits("#hide-form", word=[boxes["Kofi"]], kind="name")
    assert "Kofi" not in opens(rhys, said).answer.text


def test_what_waits_for_erasure_and_what_was_erased_says_so(story: Story, amina: Visitor) -> None:
    said = story.says("I want to die", sender=JOAN)
    story.texts("DELETE", JOAN)
    story.texts("DELETE", JOAN)
    opens(amina, said)
    assert "It happens by itself as soon as the safety flag is cleared." in amina.reads
    amina.submits("#action-clear-flag form", words="The crisis team has seen her")
    story.erases_waiting()
    opens(amina, said)
    assert "Everything was erased at the person's wish" in amina.reads
    assert "die" not in amina.page.select_one(THREAD).get_text()
    assert amina.page.select(".desk-item form") == []


def test_an_alert_to_those_on_call_is_no_text_to_the_person(desk: Desk, story: Story, base: str) -> None:
    with desk.app.app_context():
        settings = desk.app.extensions["settings"]
        desk.app.extensions["settings"] = settings.model_copy(update={"on_call_numbers": "+447700900999"})
    said = desk.story.says("I want to die", sender=JOAN)
    with desk.app.app_context(), reading() as session:
        assert session.scalars(select(OutboundMessage.kind)).all() == ["alert"]
    amina = Visitor(base).opens("/staff/").submits(email=story.email, password=story.password)
    assert opens(amina, said).page.select(".desk-message--ours") == []
