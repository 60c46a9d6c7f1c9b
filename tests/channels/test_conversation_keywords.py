"""Danger and the keywords from a basic phone, over the signed webhook, to the exact words."""

from sqlalchemy import select

from feedback_service import publishing
from feedback_service.keywords.words import Keyword
from feedback_service.models import (
    Alarm,
    Contact,
    InboundMessage,
    OutboundMessage,
    SafetyFlag,
)
from feedback_service.texts import wording
from feedback_service.vocabulary import (
    Moderation,
    OutboundKind,
    OutboundStatus,
)
from tests.support.line import Line
from tests.support.speakers import (
    Speaker,
    entry,
    everybody,
    feedback_of,
    moves,
    tells,
    word,
)


@everybody
def test_words_of_danger_are_answered_at_once_with_the_way_to_help_and_by_no_machine_after_that(
    line: Line, speaker: Speaker
) -> None:
    joan, reference = tells(line, speaker)
    joan.gets()
    reply = joan.texts(speaker.danger)
    with line.app.app_context():
        assert reply == wording.signpost(joan.voice(), reference)
        assert wording.say(joan.voice("en"), "signpost") in (reply or "")
    with line.looking() as session:
        flag = session.scalars(select(SafetyFlag)).one()
        alarm = session.scalars(select(Alarm)).one()
        assert (flag.raised_by, flag.cleared_at, alarm.read_at) == (None, None, None)
        assert publishing.Obstacle.SAFETY_FLAG in publishing.obstacles(line.latest(session))
    assert joan.texts(speaker.more) is None
    assert joan.texts(word(Keyword.YES, speaker)) is None
    assert joan.gets() == []
    line.day.passes(hours=1)
    assert joan.texts(speaker.danger) == reply


@everybody
def test_stop_and_start_are_respected_here_as_well(line: Line, speaker: Speaker) -> None:
    joan, _ = tells(line, speaker)
    assert joan.texts("STOP") is None
    assert joan.gets() == []
    assert joan.texts(speaker.own_words) is None
    with line.looking() as session:
        assert session.scalars(select(Contact)).one().stopped_at is not None
        about = session.scalars(select(InboundMessage.about).where(InboundMessage.about.is_not(None))).all()
        assert about == ["stop"]
    assert joan.texts("START") == joan.says("started")
    assert joan.texts(word(Keyword.HELP, speaker)) is not None


@everybody
def test_after_stop_not_even_the_way_to_help_gets_through_and_staff_see_that(line: Line, speaker: Speaker) -> None:
    joan, _ = tells(line, speaker)
    joan.texts("STOP")
    assert joan.texts(speaker.danger) is None
    with line.looking() as session:
        sign = session.scalars(select(OutboundMessage).where(OutboundMessage.kind == OutboundKind.SIGNPOST)).one()
        assert (sign.status, sign.error_code) == (OutboundStatus.PERMANENT_FAILURE, "stopped")
        assert session.scalars(select(Alarm)).one().read_at is None


@everybody
def test_help_and_status_are_answered_in_plain_words(line: Line, speaker: Speaker) -> None:
    nobody = line.handset(speaker.language, "+447700900002")
    nobody.texts({"en": "English", "ar": "العربية", "pa": "ਪੰਜਾਬੀ", "pl": "Polski", "so": "Soomaali"}[speaker.language])
    assert nobody.texts(word(Keyword.STATUS, speaker)) == nobody.says("status_nothing")
    with line.app.app_context():
        assert nobody.texts(word(Keyword.HELP, speaker)) == wording.help_text(nobody.voice())
    joan, reference = tells(line, speaker)
    token = feedback_of(line).follow_token
    with line.app.app_context():
        waits = wording.status(joan.voice(), reference, token, "pending", "heard")
    assert joan.texts(word(Keyword.STATUS, speaker)) == waits
    assert joan.texts(f"{word(Keyword.STATUS, speaker)} {reference}") == waits
    assert joan.texts(reference.lower()) == waits
    unknown = joan.says("status_unknown", reference="C2C2-D3D3")
    assert joan.texts("STATUS C2C2-D3D3") == unknown


@everybody
def test_a_languages_name_switches_to_it_for_good(line: Line, speaker: Speaker) -> None:
    joan = line.handset("en")
    joan.texts("The staff were kind and they listened")
    name = {"en": "English", "ar": "arabic", "pa": "Punjabi", "pl": "po polsku", "so": "Somali please"}
    joan.language = speaker.language
    assert joan.texts(name[speaker.language]) == joan.says("language_set")
    joan.texts("The food was cold on the ward again")
    assert joan.texts(word(Keyword.PRIVATE, speaker)) == joan.says(
        "made_private", reference=feedback_of(line).reference
    )


@everybody
def test_delete_asks_once_erases_everything_and_says_so(line: Line, speaker: Speaker) -> None:
    joan, reference = tells(line, speaker)
    joan.gets()
    joan.texts(word(Keyword.YES, speaker))
    moves(line, reference, Moderation.PUBLISHED)
    asks, done = joan.says("erase_question"), joan.says("erased")
    assert joan.texts(word(Keyword.DELETE, speaker)) == asks
    assert joan.texts(word(Keyword.DELETE, speaker)) == done
    with line.looking() as session:
        assert session.scalars(select(Contact)).all() == []
        assert set(session.scalars(select(InboundMessage.body))) == {""}
        assert set(session.scalars(select(OutboundMessage.body))) == {"", done}
        feedback = line.latest(session)
        assert (feedback.contact_id, feedback.status) == (None, Moderation.WITHDRAWN)
    assert entry(line).payload == {}


@everybody
def test_no_to_erasing_erases_nothing(line: Line, speaker: Speaker) -> None:
    joan, _ = tells(line, speaker)
    joan.texts(word(Keyword.DELETE, speaker))
    assert joan.texts(word(Keyword.NO, speaker)) == joan.says("erase_not")
    assert feedback_of(line).messages[0].body == speaker.words
