"""Nearly the same answer again, one that only points to PALS, one that says what was hidden: warned of once, sent all
the same, on record."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from feedback_service import clock
from feedback_service.intake import Accepted
from feedback_service.models import AnswerTemplate, AuditRecord, Feedback, Redaction, Response
from feedback_service.sketches import likeness, read, sketch
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Hidden, ResponseKind, Role
from moderation.answering.cautions import Caution, cautions
from moderation.answering.reuse import NEARLY_THE_SAME
from moderation.permissions import Action
from moderation.told.data import Answer, Drafted, Hide, Private, Refused
from tests.conftest import JOAN
from tests.moderation.conftest import Desk
from tests.support.story import Story
from tests.support.visitor import Visitor

THANKS = "Thank you for your feedback, which we have passed on to the manager of the ward for their attention."
PALS = "Thank you for your feedback. Please contact PALS if you would like to talk about it."


def answer(words: str, *confirmed: str) -> Answer:
    return Answer(ResponseKind.DID, words, "Ward manager", confirmed=frozenset(confirmed))


def test_the_same_again_for_somebody_else_is_warned_of_until_it_is_confirmed(each_desk: Desk) -> None:
    joan, kofi = each_desk.story.says("The ward is cold", sender=JOAN), each_desk.story.says("The tea is cold")
    each_desk.does(Action.KEEP_PRIVATE, joan, Private(True))
    each_desk.does(Action.RESPOND, joan, answer(THANKS))
    each_desk.does(Action.PUBLISH, kofi)
    again = THANKS.replace("manager of the ward", "matron of the ward")
    with pytest.raises(Refused) as refused:
        each_desk.does(Action.RESPOND, kofi, answer(again))
    assert refused.value.field == "confirmed"
    with pytest.raises(Refused):
        each_desk.does(Action.RESPOND, kofi, answer(again, "only_pals"))
    each_desk.does(Action.RESPOND, kofi, answer(again, "already_used"))
    with each_desk.app.app_context(), reading() as session:
        despite = session.scalars(select(Response.sent_despite).order_by(Response.id)).all()
        last = session.scalars(select(AuditRecord).order_by(AuditRecord.sequence.desc())).first()
    assert despite == [None, "already_used"]
    assert last
    assert last.details == {"kind": "did", "despite": ["already_used"]}


def test_an_answer_of_its_own_and_a_short_one_are_never_warned_of(each_desk: Desk) -> None:
    for words in (
        THANKS,
        "We have mended the lift. It has run since Monday, every day.",
        "We mended it.",
        "We mended it.",
    ):
        said = each_desk.story.says("The ward is cold")
        each_desk.does(Action.PUBLISH, said)
        each_desk.does(Action.RESPOND, said, answer(words))


def test_a_template_filled_in_twice_is_two_answers(each_desk: Desk) -> None:
    with each_desk.app.app_context(), reading() as session:
        for template in session.scalars(select(AnswerTemplate)):
            filled = []
            for story in ("how cold the ward was in the night", "the long queue for the phone after supper"):
                words = template.words
                while "{{" in words:
                    start, end = words.index("{{"), words.index("}}") + 2
                    words = f"{words[:start]}{story} {len(words)}{words[end:]}"
                filled.append(sketch(words) or b"")
            assert 0 < likeness(*map(read, filled)) < NEARLY_THE_SAME, template.name


def test_a_sketch_says_how_much_two_texts_share(each_desk: Desk) -> None:
    with each_desk.app.app_context():
        one, same = sketch(THANKS), sketch(THANKS.upper().replace(",", " -"))
        other = sketch("We bought forty blankets and keep them in the cupboard beside the stairs for anybody.")
        assert one
        assert other
        assert one == same
        assert likeness(read(one), read(other)) == 0
        assert sketch("Thank you, we have mended it now.") is None
        assert len(sketch(" ".join(str(number) for number in range(3000))) or b"") == 256
        assert likeness(read(b""), read(b"")) == 0


def test_the_warning_stands_beside_the_answer_and_nothing_typed_is_lost(story: Story, amina: Visitor) -> None:
    said = story.says("The ward is cold")
    story.publishes(said)
    page = f"/staff/items/{said.reference}"
    amina.opens(page).submits("#action-respond form", kind="did", words=PALS, signed_as="Ward manager")
    assert amina.answer.status_code == 422
    warning = amina.page.select_one("#respond-confirmed").get_text(" ")
    assert "It says little more than to contact PALS" in warning
    assert amina.page.select_one("#respond-words").get_text().strip() == PALS
    assert "Nobody has answered yet" in amina.reads
    amina.submits("#action-respond form", button="Send anyway")
    assert amina.answer.status_code == 200
    assert "Sent although it says little more than to contact PALS" in amina.reads


def test_the_checklist_comes_with_the_page_after_a_failed_submit_and_while_one_types(
    story: Story, amina: Visitor, rhys: Visitor
) -> None:
    said = story.says("The ward is cold at night", fft=5)
    page = f"/staff/items/{said.reference}"
    amina.opens(page).submits("#action-respond form", words="Thank you.")
    points = [each.get_text(" ", strip=True) for each in amina.page.select(".desk-point")]
    assert "✓ Thanks them: yes" in points
    assert "○ Says sorry: not yet" in points
    assert "✓ More than “contact PALS” : yes" in points or "✓ More than “contact PALS”: yes" in points
    typed = {"csrf_token": amina.page.select_one("input[name=csrf_token]")["value"], "words": "Sorry", "kind": "cannot"}
    amina.posts(f"{page}/checklist", typed)
    assert "Says sorry: yes" in amina.page.get_text(" ", strip=True)
    assert "Why it cannot be done" in amina.page.get_text()
    assert amina.posts("/staff/items/XXXX-XXXX/checklist", typed).answer.status_code == 404
    token = rhys.opens("/staff/").page.select_one("input[name=csrf_token]")["value"]
    assert rhys.posts(f"{page}/checklist", {"csrf_token": token}).answer.status_code == 403


NURSE = "Matron Patience Example, Ward Manager, was rude to me at SE5 8AF"


def hides(desk: Desk, said: Accepted, words: str, kind: Hidden) -> None:
    message = desk.feedback(said).messages[0]
    start = message.body.index(words)
    desk.does(Action.REDACT, said, Hide(((message.id, start, start + len(words)),), kind))


def warned(desk: Desk, said: Accepted, *read: str) -> bool:
    with desk.app.app_context(), reading() as session:
        return Caution.EXPOSES in cautions(session, session.get_one(Feedback, said.feedback_id), *read)


@pytest.fixture
def patience(each_desk: Desk) -> Accepted:
    """What somebody said about Patience, whose name is hidden, and the postcode too."""
    said = each_desk.story.says(NURSE)
    hides(each_desk, said, "Matron Patience Example, Ward Manager", Hidden.STAFF_NAME)
    hides(each_desk, said, "SE5 8AF", Hidden.POSTCODE)
    return said


def test_an_answer_that_says_what_was_hidden_goes_only_once_that_is_confirmed(
    each_desk: Desk, patience: Accepted
) -> None:
    each_desk.two_publish(patience)
    told = "Thank you for telling us about Patience Example. We have spoken about it."
    each_desk.does(Action.ASK_REVIEW, patience, Drafted({"kind": "did", "words": told, "signed_as": "Ward manager"}, 0))
    sent = replace(answer(told), draft=1)
    with pytest.raises(Refused) as refused:
        each_desk.does(Action.APPROVE_ANSWER, patience, sent, role=Role.RESPONDER)
    assert refused.value.field == "confirmed"
    confirmed = replace(sent, confirmed=frozenset({"exposes"}))
    each_desk.does(Action.APPROVE_ANSWER, patience, confirmed, role=Role.RESPONDER)
    with each_desk.app.app_context(), reading() as session:
        assert session.scalars(select(Response.sent_despite)).all() == ["exposes"]
        last = session.scalars(select(AuditRecord).order_by(AuditRecord.sequence.desc())).first()
    assert last
    assert last.details["despite"] == ["exposes"]


@pytest.mark.parametrize(
    "words",
    [
        "We spoke with matron patience example, ward manager.",
        "PATIENCE knows now.",
        "We spoke with Patience's manager.",
        "We wrote to everybody at se58af.",
        "We put 943 476 5919 right.",
        "We wrote AB 12 34 56 C down.",
        "Ring her on 07700 900456.",
    ],
)
def test_hidden_words_in_any_spelling_and_one_persons_numbers_are_warned_of(
    each_desk: Desk, patience: Accepted, words: str
) -> None:
    assert warned(each_desk, patience, words)
    assert warned(each_desk, patience, "We mended it.", words), "the evidence, a translation, who signs"


@pytest.mark.parametrize(
    "words",
    [
        "Thank you for your patience. Here is an example of what we do.",
        "The Matron and the Ward Manager said sorry. Impatience is no excuse.",
        "Ring the ward on 020 7946 0123, or 111. Nothing is at SE5 8A.",
        "Text us on 07700 900123 again.",
    ],
)
def test_what_anybody_may_read_is_not_warned_of(
    each_desk: Desk, patience: Accepted, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = each_desk.app.extensions["settings"].model_copy(update={"text_number": "+447700900123"})
    monkeypatch.setitem(each_desk.app.extensions, "settings", ours)
    assert not warned(each_desk, patience, words)


def test_who_answers_is_not_told_what_was_hidden(story: Story, amina: Visitor, rhys: Visitor) -> None:
    said = story.says("The room of Zebedee was cold")
    page = f"/staff/items/{said.reference}"
    with story.app.app_context(), transaction() as session:
        message = session.get_one(Feedback, said.feedback_id).messages[0]
        hidden = Redaction(start=12, end=19, kind=Hidden.NAME, created_at=clock.now())
        message.redactions.append(hidden)
    story.publishes(said)
    rhys.opens(page).submits("#action-respond form", kind="did", words="Zebedee is warm.", signed_as="Ward manager")
    assert rhys.answer.status_code == 422
    warning = rhys.page.select_one("#respond-confirmed").get_text(" ")
    assert "It repeats something that was hidden" in warning
    assert "Zebedee" not in warning
    rhys.submits("#action-respond form", button="Send anyway")
    assert "Sent although it repeats something that was hidden" in amina.opens(page).reads
