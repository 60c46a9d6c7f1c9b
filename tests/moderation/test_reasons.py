"""Why something is not on the board: from a list or in own words, on the person's page, by text if they wish."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from feedback_service import clock, outbox
from feedback_service.conversation.decisions import SETTLES_IN
from feedback_service.follow.texts import set_texts
from feedback_service.intake import Accepted
from feedback_service.languages import SPOKEN
from feedback_service.models import Contact, Feedback, FeedbackHistory, OutboundMessage
from feedback_service.reasons import LISTED, Part, Why, in_language, parts
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Because, Channel, Moderation, OutboundKind, OutboundStatus
from moderation.permissions import Action
from moderation.told.data import Consent, Note, Private, Reason
from tests.conftest import JOAN
from tests.moderation.conftest import Desk
from tests.moderation.test_answers import KETTLE
from tests.support.story import Story
from tests.support.visitor import Visitor

ADVERT = Reason("", "advert")
PERSONAL = Private(True, "Grace asked me to look again", Reason("", "personal"))


def told(desk: Desk, said: Accepted) -> list[tuple[str, str]]:
    """The texts about decisions: where each stands, and its words."""
    with desk.app.app_context(), reading() as session:
        mine = (OutboundMessage.feedback_id == said.feedback_id) & (OutboundMessage.kind == OutboundKind.DECISION)
        found = session.scalars(select(OutboundMessage).where(mine).order_by(OutboundMessage.id))
        return [(each.status, each.body) for each in found]


def claims(desk: Desk, after: timedelta = SETTLES_IN) -> list[str]:
    """The texts that a sender may take now, in the order in which it would."""
    with desk.app.app_context(), clock.at(clock.now() + after):
        found = []
        while (text := outbox.claim_next([Channel.SMS])) is not None:
            found.append(text.body)
        return found


def page_of(base: str, said: Accepted, language: str = "en") -> Visitor:
    return Visitor(base, language).opens(f"/follow/{said.follow_token}")


UNHAPPY = re.compile(
    r"negativ|critic|unhapp|complain|angry|rude|harsh|unfair|reputation|upset|bad\b|not true|wrong", re.I
)


def test_negative_is_never_a_reason() -> None:
    listed = {code for codes in LISTED.values() for code in codes}
    for code in listed:
        assert not UNHAPPY.search(f"{code} {in_language(code, 'en')}"), code
    assert UNHAPPY.search("It is too negative"), "the expression finds what it is for"


def test_the_desk_says_so_where_a_reason_is_chosen(story: Story, amina: Visitor) -> None:
    said = story.says()
    amina.opens(f"/staff/items/{said.reference}")
    story.publishes(said)
    on_board = Visitor(amina.base)
    on_board.session = amina.session
    on_board.opens(f"/staff/items/{said.reference}")
    panels = [(amina, "reject"), (amina, "keep-private"), (on_board, "withdraw")]
    for page, action in panels:
        panel = page.page.select_one(f"#action-{action}")
        assert panel is not None
        assert "Negative is never a reason." in panel.get_text(), action


@pytest.mark.parametrize(
    ("action", "data", "starts"),
    [
        (Action.REJECT, Reason("Please stop.", "advert"), "we do not show this on our board."),
        (Action.KEEP_PRIVATE, Private(True, "a note", Reason("Please stop.", "advert")), "we keep this private."),
        (Action.WITHDRAW, Reason("Please stop.", "advert"), "we took this off our board."),
    ],
)
def test_the_reason_is_kept_as_a_code_and_told_once(each_desk: Desk, action: Action, data: object, starts: str) -> None:
    said = each_desk.story.says("Buy pills", sender=JOAN)
    if action == Action.WITHDRAW:
        each_desk.does(Action.PUBLISH, said)
    each_desk.does(action, said, data)  # type: ignore[arg-type]
    with each_desk.app.app_context(), reading() as session:
        newest = select(FeedbackHistory).order_by(FeedbackHistory.id.desc()).limit(1)
        line = session.scalars(newest).unique().one()
        counted = select(FeedbackHistory.reason_code, func.count()).group_by(FeedbackHistory.reason_code)
        assert dict(session.execute(counted).tuples().all())["advert"] == 1
    assert (line.reason_code, line.reason, line.reason_language) == ("advert", "Please stop.", "en")
    [(status, words)] = told(each_desk, said)
    assert status == OutboundStatus.QUEUED
    assert words.startswith(f"{said.reference}: {starts} It is an advert or a test message. Please stop.")
    assert "To complain: 020 8354 8174." in words
    assert f"/follow/{said.follow_token}" in words
    assert claims(each_desk, timedelta(minutes=9)) == [], "a decision can be taken back for a little while"
    assert claims(each_desk) == [words]
    assert claims(each_desk) == []


def test_the_note_for_staff_reaches_nobody_else(desk: Desk, base: str) -> None:
    said = desk.story.says(sender=JOAN)
    desk.does(Action.KEEP_PRIVATE, said, PERSONAL)
    page = page_of(base, said)
    assert "It is about your own care, so the answer is for you alone." in page.reads
    assert "Grace" not in page.answer.text
    assert "Grace" not in str(told(desk, said))


def test_what_an_earlier_release_wrote_is_read_as_it_was_meant(desk: Desk, base: str) -> None:
    private, rejected = desk.story.says(), desk.story.says()
    desk.story.moves(private, "private", reason="a note between colleagues")
    desk.story.moves(rejected, "rejected", reason="To jest reklama")
    assert "colleagues" not in page_of(base, private).answer.text
    assert "To jest reklama" in page_of(base, rejected).reads


def test_only_the_latest_decision_is_told(each_desk: Desk) -> None:
    said = each_desk.story.says("Buy pills", sender=JOAN)
    each_desk.does(Action.REJECT, said, ADVERT)
    each_desk.does(Action.RETURN, said)
    assert [status for status, _ in told(each_desk, said)] == [OutboundStatus.CALLED_OFF]
    each_desk.does(Action.KEEP_PRIVATE, said, PERSONAL)
    assert [status for status, _ in told(each_desk, said)] == [OutboundStatus.CALLED_OFF, OutboundStatus.QUEUED]
    [words] = claims(each_desk)
    assert "we keep this private" in words


def test_a_text_that_the_provider_never_took_is_not_sent_after_another_decision(each_desk: Desk) -> None:
    said = each_desk.story.says("Buy pills", sender=JOAN)
    each_desk.does(Action.REJECT, said, ADVERT)
    with each_desk.app.app_context(), clock.at(clock.now() + SETTLES_IN):
        claimed = outbox.claim_next([Channel.SMS])
        assert claimed
        outbox.outcome_unknown(claimed.id, claimed.attempt)
    each_desk.does(Action.RETURN, said)
    with each_desk.app.app_context():
        assert outbox.not_taken(claimed.id, claimed.attempt)
    assert claims(each_desk, timedelta(hours=1)) == []
    assert [status for status, _ in told(each_desk, said)] == [OutboundStatus.CALLED_OFF]


def test_nothing_goes_out_while_somebody_may_be_in_danger(each_desk: Desk) -> None:
    said = each_desk.story.says("Buy pills", sender=JOAN)
    each_desk.does(Action.REJECT, said, ADVERT)
    each_desk.does(Action.FLAG, said, Note("She sounded low"))
    assert claims(each_desk) == []
    each_desk.does(Action.CLEAR_FLAG, said, Note("She is safe"))
    assert len(claims(each_desk, timedelta(hours=1))) == 1


def test_a_flag_that_takes_it_off_the_board_tells_nothing_by_text(each_desk: Desk) -> None:
    said = each_desk.story.says(sender=JOAN)
    each_desk.does(Action.PUBLISH, said)
    each_desk.does(Action.FLAG, said, Note("She texted again"))
    assert told(each_desk, said) == []


def test_nobody_is_woken(desk: Desk) -> None:
    said = desk.story.says("Buy pills", sender=JOAN)
    with clock.at(datetime(2026, 11, 24, 23, 0, tzinfo=UTC)):
        desk.does(Action.REJECT, said, ADVERT)
        with desk.app.app_context(), clock.at(clock.now() + SETTLES_IN):
            assert outbox.claim_next([Channel.SMS], at_night=True) is None


def test_who_asked_for_no_more_texts_gets_none(each_desk: Desk) -> None:
    said = each_desk.story.says("Buy pills", sender=JOAN)
    with each_desk.app.app_context(), transaction() as session:
        session.scalars(select(Contact)).one().stopped_at = clock.now()
    each_desk.does(Action.REJECT, said, ADVERT)
    assert told(each_desk, said) == []


def test_stop_after_the_decision_counts_as_well(desk: Desk) -> None:
    said = desk.story.says("Buy pills", sender=JOAN)
    desk.does(Action.REJECT, said, ADVERT)
    desk.story.texts("STOP")
    assert claims(desk) == []
    assert told(desk, said)[0][0] == OutboundStatus.PERMANENT_FAILURE


def test_who_wrote_on_a_form_is_told_once_they_wish_it(each_desk: Desk) -> None:
    said = each_desk.story.says("Buy pills", channel=Channel.WEB, sender=JOAN)
    each_desk.does(Action.REJECT, said, ADVERT)
    assert told(each_desk, said) == []
    with each_desk.app.app_context():
        set_texts(said.follow_token, True)
    each_desk.does(Action.RETURN, said)
    each_desk.does(Action.REJECT, said, ADVERT)
    assert len(told(each_desk, said)) == 1


def test_who_switches_it_off_gets_not_even_what_waits(each_desk: Desk) -> None:
    said = each_desk.story.says("Buy pills", sender=JOAN)
    each_desk.does(Action.REJECT, said, ADVERT)
    with each_desk.app.app_context():
        set_texts(said.follow_token, False)
        set_texts(said.follow_token, False)
    assert claims(each_desk) == []
    each_desk.does(Action.RETURN, said)
    each_desk.does(Action.REJECT, said, ADVERT)
    assert [status for status, _ in told(each_desk, said)] == [OutboundStatus.CALLED_OFF]
    switched = [action for action, _ in each_desk.history(said) if action.startswith("decision_texts")]
    assert switched == ["decision_texts_off"]


def test_what_the_person_wished_themselves_is_not_told_to_them(each_desk: Desk) -> None:
    said = each_desk.story.says(sender=JOAN)
    each_desk.does(Action.RECORD_CONSENT, said, Consent(False, "Rang us"))
    each_desk.does(Action.KEEP_PRIVATE, said, PERSONAL)
    assert told(each_desk, said) == []


def test_the_answer_tells_of_the_decision_where_it_goes_out_with_it(each_desk: Desk) -> None:
    said = each_desk.story.says(sender=JOAN)
    each_desk.does(Action.RESPOND, said, KETTLE)
    each_desk.does(Action.KEEP_PRIVATE, said, PERSONAL)
    assert told(each_desk, said) == []


def test_staffs_own_words_are_texted_only_in_the_persons_language(desk: Desk) -> None:
    english, polish = Reason("It names Sam."), Reason("Wymienia Sama.", language="pl")
    first = desk.story.says("Było zimno", sender=JOAN, language="pl")
    desk.does(Action.REJECT, first, english)
    assert "Sam" not in told(desk, first)[0][1]
    second = desk.story.says("Było zimno", sender="+447700900002", language="pl")
    desk.does(Action.REJECT, second, polish)
    assert "Wymienia Sama." in told(desk, second)[0][1]


def test_a_long_reason_is_cut_and_the_link_stays(desk: Desk) -> None:
    said = desk.story.says(sender=JOAN)
    desk.does(Action.REJECT, said, Reason("word " * 100))
    [(_, words)] = told(desk, said)
    assert len(words) <= 306
    assert f"/follow/{said.follow_token}" in words


@pytest.mark.parametrize("language", SPOKEN)
def test_every_reason_has_words_in_every_language(language: str) -> None:
    assert all(in_language(code, language) for code in Because if code != Because.OWN)
    assert in_language(Because.OWN, language) == in_language("nonsense", language) == in_language(None, language) == ""


def test_own_words_in_english_say_so_on_a_page_in_another_language(desk: Desk, base: str) -> None:
    said = desk.story.says("العنبر بارد", language="ar", sender=JOAN)
    desk.does(Action.REJECT, said, Reason("It names Sam.", "identifies"))
    page = page_of(base, said, "ar")
    mine = next(each for each in page.page.select(".follow-steps__reason [lang=en]") if "Sam" in each.get_text())
    assert mine["dir"] == "ltr"
    assert "020 8354 8174" in page.reads


def test_the_switch_works_without_a_script(desk: Desk, base: str) -> None:
    said = desk.story.says(sender=JOAN)
    joan = page_of(base, said)

    def switch() -> str:
        found = joan.page.select_one("#texts [role=switch]")
        assert found is not None
        return str(found["aria-checked"])

    assert switch() == "true"
    joan.submits("#texts form")
    assert switch() == "false"
    assert "Your choice is saved." in joan.reads
    joan.submits("#texts form")
    assert switch() == "true"
    address = f"/follow/{said.follow_token}/texts"
    assert joan.posts(address, {"texts": "perhaps"}).answer.status_code == 400
    assert joan.posts("/follow/nonsense/texts", {"texts": "no"}).answer.status_code == 404


@pytest.mark.parametrize("reach", ["no number", "stopped"])
def test_who_cannot_be_texted_has_no_switch(desk: Desk, base: str, reach: str) -> None:
    said = desk.story.says(sender=None if reach == "no number" else JOAN)
    if reach == "stopped":
        desk.story.texts("STOP")
    assert page_of(base, said).page.select_one("#texts") is None


def test_erasing_leaves_the_code_and_no_word(each_desk: Desk) -> None:
    said = each_desk.story.says(sender=JOAN)
    each_desk.does(Action.KEEP_PRIVATE, said, Private(True, "Secretname asked", Reason("Secretname", "personal")))
    each_desk.story.texts("DELETE")
    each_desk.story.reaches()
    each_desk.story.texts("DELETE")
    with each_desk.app.app_context(), reading() as session:
        assert session.get_one(Feedback, said.feedback_id).erased_at is not None
        lines = session.scalars(select(FeedbackHistory)).unique().all()
        assert "Secretname" not in str([(line.reason, line.note) for line in lines])
        assert "personal" in {line.reason_code for line in lines}
    assert "Secretname" not in str(told(each_desk, said))


def test_the_item_page_shows_the_reason_its_words_and_whether_it_was_told(
    story: Story, amina: Visitor, rhys: Visitor
) -> None:
    said = story.says(sender=JOAN)
    amina.opens(f"/staff/items/{said.reference}")
    fields = {"responders": "yes", "because": "personal", "words": "We write to you alone.", "note": "Ask Grace"}
    amina.submits("#action-keep-private form", **fields)
    reason = amina.page.select_one(".desk-reason")
    assert reason is not None
    shown = reason.get_text(" ")
    assert "It is about your own care, so the answer is for you alone." in shown
    assert "We write to you alone." in shown
    assert "Ask Grace" in shown
    assert "Waiting to be sent" in shown
    assert "Ask Grace" not in rhys.opens(f"/staff/items/{said.reference}").answer.text


def test_what_was_typed_is_kept_when_the_reason_is_missing(story: Story, amina: Visitor) -> None:
    said = story.says()
    amina.opens(f"/staff/items/{said.reference}")
    amina.submits("#action-reject form", because="nonsense", words="My words")
    assert amina.answer.status_code == 422
    assert amina.page.select_one("#reject-words").get_text().strip() == "My words"
    amina.submits("#action-reject form", because="advert", words="x", language="\x00" * 40)
    assert amina.answer.status_code == 200
    assert amina.page.select_one(".desk-status--rejected") is not None


def test_a_reason_is_needed(desk: Desk) -> None:
    said = desk.story.says()
    with pytest.raises(Exception, match="reason is needed"):
        desk.does(Action.REJECT, said, Reason("  "))
    assert desk.feedback(said).status == Moderation.PENDING


def test_a_reason_says_which_language_each_part_of_it_is_in() -> None:
    found = parts(Why(Because.ADVERT, "It names Sam.", "en"), "pl", "so")
    assert [part.language for part in found if part.words == in_language(Because.ADVERT, "en")] in ([], ["en"])
    assert (found[-1].words, found[-1].language) == ("It names Sam.", "en")
    assert parts(Why(None, "Words of an earlier release"), "en", "en") == [Part("Words of an earlier release", None)]
