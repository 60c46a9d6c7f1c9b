"""What staff do to feedback: each action with its permission, version, history and record, on both databases."""

import pytest
from sqlalchemy import select

from feedback_service import audit, audit_chain
from feedback_service.intake import Accepted
from feedback_service.models import BoardEntry, BoardEvent
from feedback_service.public_words import public_words
from feedback_service.publishing import CannotPublish, Obstacle
from feedback_service.storage import reading
from feedback_service.vocabulary import Hidden, Moderation, ResponseKind, Role
from moderation.actions.perform import NotPermitted, Stale, Unknown
from moderation.permissions import Action
from moderation.told.data import Answer, Consent, Hide, InPlace, Note, Reason, Refused, ShowAgain
from tests.conftest import JOAN
from tests.moderation.conftest import Desk

ANSWER = Answer(ResponseKind.DID, "Thank you. We bought a kettle.", "Ward manager", None, None, None)


def words(desk: Desk, said: Accepted, *chosen: str, kind: Hidden = Hidden.NAME) -> Hide:
    """The words of the first message as a browser would choose them."""
    message = desk.feedback(said).messages[0]
    starts = [message.body.index(word) for word in chosen]
    return Hide(tuple((message.id, start, start + len(word)) for start, word in zip(starts, chosen, strict=True)), kind)


def public(desk: Desk, said: Accepted) -> str:
    with desk.app.app_context():
        return public_words(desk.feedback(said))


def board(desk: Desk) -> list[tuple[str, str]]:
    """Every board event: its type and the words that its entry shows now."""
    with desk.app.app_context(), reading() as session:
        events = session.scalars(select(BoardEvent).order_by(BoardEvent.sequence)).unique()
        return [
            (str(each.type), each.entry.payload["said"][0]["words"] if each.entry.payload else "") for each in events
        ]


def test_words_that_follow_each_other_are_hidden_as_one(each_desk: Desk) -> None:
    said = each_desk.story.says("Nurse Joy Example was kind to me")
    each_desk.does(Action.REDACT, said, words(each_desk, said, "Joy", "Example", kind=Hidden.STAFF_NAME))
    assert public(each_desk, said) == "Nurse [staff name removed] was kind to me"
    assert each_desk.history(said) == [("hidden", None)]
    amina = each_desk.people[Role.MODERATOR].id
    assert ("feedback.hidden", amina) in each_desk.audit(f"feedback:{said.feedback_id}")


@pytest.mark.parametrize(
    ("said", "hidden", "left"),
    [
        ("😀👩‍👧 Joan said 🎉 hello", "Joan", "😀👩‍👧 [name removed] said 🎉 hello"),
        ("ਸਤਿ ਸ੍ਰੀ ਅਕਾਲ, ਮੇਰਾ ਨਾਂ ਜਸਵਿੰਦਰ ਹੈ।", "ਜਸਵਿੰਦਰ", "ਸਤਿ ਸ੍ਰੀ ਅਕਾਲ, ਮੇਰਾ ਨਾਂ [name removed] ਹੈ।"),
        ("اسمي فاطمة وأشكر الفريق", "فاطمة", "اسمي [name removed] وأشكر الفريق"),
    ],
)
def test_what_is_hidden_is_counted_in_characters_whatever_the_script(
    each_desk: Desk, said: str, hidden: str, left: str
) -> None:
    accepted = each_desk.story.says(said)
    each_desk.does(Action.REDACT, accepted, words(each_desk, accepted, hidden))
    assert public(each_desk, accepted) == left


def test_what_is_hidden_can_be_shown_again(each_desk: Desk) -> None:
    said = each_desk.story.says("Joan likes tea")
    each_desk.does(Action.REDACT, said, words(each_desk, said, "Joan"))
    redaction = each_desk.feedback(said).messages[0].redactions[0]
    each_desk.does(Action.UNREDACT, said, ShowAgain(redaction.id))
    assert public(each_desk, said) == "Joan likes tea"
    assert [action for action, _ in each_desk.history(said)] == ["hidden", "shown_again"]
    with pytest.raises(Refused):
        each_desk.does(Action.UNREDACT, said, ShowAgain(redaction.id))


def test_hiding_on_the_board_shows_there_at_once(each_desk: Desk) -> None:
    said = each_desk.story.says("Joan likes tea")
    each_desk.does(Action.PUBLISH, said)
    each_desk.does(Action.REDACT, said, words(each_desk, said, "Joan"))
    assert board(each_desk) == [
        ("entry_published", "[name removed] likes tea"),
        ("entry_updated", "[name removed] likes tea"),
    ]


def test_words_of_another_feedback_or_hidden_ones_are_refused(each_desk: Desk) -> None:
    said, other = each_desk.story.says("Joan likes tea"), each_desk.story.says("Kofi likes tea")
    with pytest.raises(Refused):
        each_desk.does(Action.REDACT, said, words(each_desk, other, "Kofi"))
    each_desk.does(Action.REDACT, said, words(each_desk, said, "Joan"))
    with pytest.raises(Refused):
        each_desk.does(Action.REDACT, said, words(each_desk, said, "Joan"))
    assert public(each_desk, other) == "Kofi likes tea"


def test_publishing_puts_it_on_the_board(each_desk: Desk) -> None:
    said = each_desk.story.says("The tea group helps")
    each_desk.does(Action.PUBLISH, said)
    assert board(each_desk) == [("entry_published", "The tea group helps")]
    assert each_desk.feedback(said).status == Moderation.PUBLISHED
    assert each_desk.history(said) == [("published", None)]


def test_nothing_is_published_without_consent_or_under_a_flag(each_desk: Desk) -> None:
    said = each_desk.story.says("I cannot go on", consent=None)
    each_desk.does(Action.FLAG, said, Note("Sounds like a goodbye"))
    with pytest.raises(CannotPublish) as refused:
        each_desk.does(Action.PUBLISH, said)
    assert refused.value.obstacles == [Obstacle.CONSENT, Obstacle.SAFETY_FLAG]
    assert board(each_desk) == []
    assert "feedback.published" not in [action for action, _ in each_desk.audit(f"feedback:{said.feedback_id}")]


def test_consent_told_to_staff_and_a_cleared_flag_open_the_way(each_desk: Desk) -> None:
    said = each_desk.story.says("She left without a word", consent=None)
    each_desk.does(Action.FLAG, said, Note("Sounds like a goodbye"))
    each_desk.does(Action.CLEAR_FLAG, said, Note("The crisis team has seen her"))
    each_desk.does(Action.RECORD_CONSENT, said, Consent(True, "Told the ward manager"))
    each_desk.does(Action.PUBLISH, said)
    assert each_desk.history(said) == [
        ("flagged", None),
        ("flag_cleared", "The crisis team has seen her"),
        ("consent_recorded", "Told the ward manager"),
        # Two people decide what was flagged once.
        ("proposed_publish", None),
    ]


def test_taking_consent_back_takes_it_off_the_board(each_desk: Desk) -> None:
    said = each_desk.story.says("The tea group helps")
    each_desk.does(Action.PUBLISH, said)
    each_desk.does(Action.RECORD_CONSENT, said, Consent(False, "Rang us"))
    assert each_desk.feedback(said).status == Moderation.WITHDRAWN
    assert [kind for kind, _ in board(each_desk)] == ["entry_published", "entry_withdrawn"]


def test_a_flag_takes_it_off_the_board(each_desk: Desk) -> None:
    said = each_desk.story.says("The tea group helps")
    each_desk.does(Action.PUBLISH, said)
    each_desk.does(Action.FLAG, said, Note("She texted again"))
    assert each_desk.feedback(said).status == Moderation.WITHDRAWN
    assert [kind for kind, _ in board(each_desk)] == ["entry_published", "entry_withdrawn"]


def test_rejecting_gives_the_person_a_reason(each_desk: Desk) -> None:
    said = each_desk.story.says("Buy cheap pills")
    each_desk.does(Action.REJECT, said, Reason("Please stop.", "advert"))
    assert each_desk.history(said) == [("rejected", "Please stop.")]
    with pytest.raises(NotPermitted):
        each_desk.does(Action.WITHDRAW, said, Reason("No"))
    each_desk.does(Action.RETURN, said)
    assert each_desk.feedback(said).status == Moderation.PENDING


def test_withdrawing_needs_a_reason_and_can_be_undone(each_desk: Desk) -> None:
    said = each_desk.story.says("The tea group helps")
    each_desk.does(Action.PUBLISH, said)
    each_desk.does(Action.WITHDRAW, said, Reason("It named somebody"))
    each_desk.does(Action.RETURN, said)
    each_desk.does(Action.PUBLISH, said)
    assert [kind for kind, _ in board(each_desk)] == ["entry_published", "entry_withdrawn", "entry_published"]
    assert each_desk.history(said)[1] == ("withdrawn", "It named somebody")


def test_the_place_moves_its_entry_on_the_board(each_desk: Desk) -> None:
    ealing = each_desk.story.place("ealing")
    said = each_desk.story.says("The tea group helps")
    each_desk.does(Action.PUBLISH, said)
    each_desk.does(Action.SET_PLACE, said, InPlace(ealing))
    with each_desk.app.app_context(), reading() as session:
        entry = session.scalars(select(BoardEntry)).unique().one()
        assert entry.place_id == ealing
        assert entry.payload["place"] == {"slug": "ealing", "name": "Ealing"}
    with pytest.raises(Refused):
        each_desk.does(Action.SET_PLACE, said, InPlace(ealing + 1000))


def test_an_old_page_changes_nothing(each_desk: Desk) -> None:
    said = each_desk.story.says("The tea group helps")
    before = each_desk.feedback(said).version
    each_desk.does(Action.PUBLISH, said)
    for action, data in ((Action.REJECT, Reason("", "advert")), (Action.RESPOND, ANSWER), (Action.PUBLISH, None)):
        with pytest.raises(Stale):
            each_desk.does(action, said, data, version=before)
    assert [action for action, _ in each_desk.history(said)] == ["published"]


def test_rhys_only_answers_what_was_decided(each_desk: Desk) -> None:
    said = each_desk.story.says("The tea group helps")
    for action, data in ((Action.PUBLISH, None), (Action.RESPOND, ANSWER), (Action.FLAG, Note("x"))):
        with pytest.raises(NotPermitted):
            each_desk.does(action, said, data, role=Role.RESPONDER)
        with pytest.raises(Stale if action == Action.RESPOND else NotPermitted):
            each_desk.does(action, said, data, role=Role.RESPONDER, version=99)
    assert each_desk.history(said) == []


def test_feedback_that_does_not_exist_is_unknown(desk: Desk) -> None:
    said = desk.story.says("The tea group helps")
    with pytest.raises(Unknown):
        desk.does(Action.PUBLISH, type(said)(said.feedback_id, "XXXX-XXXX", "", None, False))


def test_the_trail_is_whole_and_holds_no_words(each_desk: Desk) -> None:
    said = each_desk.story.says("Joan likes tea", consent=None, sender=JOAN)
    each_desk.does(Action.REDACT, said, words(each_desk, said, "Joan"))
    each_desk.does(Action.RECORD_CONSENT, said, Consent(True, "Told Secretname", to_these_words=True))
    each_desk.does(Action.RESPOND, said, ANSWER)
    each_desk.does(Action.PUBLISH, said)
    each_desk.does(Action.WITHDRAW, said, Reason("Secretname asked"))
    with each_desk.app.app_context(), reading() as session:
        assert audit_chain.first_broken(session) is None
        records = list(session.scalars(select(audit.AuditRecord)))
    written = " ".join(str(record.details) for record in records)
    assert not any(secret in written for secret in ("Joan", "Secretname", "kettle", "7700"))
