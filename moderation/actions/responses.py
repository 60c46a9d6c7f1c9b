"""Answering: by the person's page and by text once the feedback is decided, and by the board where it is public."""

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback_service import answers, clock, lifecycle, publishing, sharing
from feedback_service.conversation.telling import give_all, tell
from feedback_service.languages import DEFAULT
from feedback_service.models import BoardEntry, Feedback, Response
from feedback_service.vocabulary import ResponseKind
from moderation.actions.days import check_day
from moderation.answering import drafts
from moderation.answering.cautions import Caution, cautions, exposing
from moderation.answering.second_look import needs_review
from moderation.auth.sessions import Member
from moderation.permissions import may_answer_again
from moderation.told.data import Answer, AnswerInTheirLanguage, OneAnswer, Refused


def respond(session: Session, feedback: Feedback, member: Member, data: Answer) -> None:
    """Write an answer, in English and in the person's language where somebody has it.

    On pending feedback it waits for the decision, untranslated for its translation; else it goes out at once.
    """
    check_author(session, feedback, member)
    if needs_review(session, feedback):
        raise Refused("words", _("A colleague has to look at this answer before it goes. Ask a colleague to look."))
    send(session, feedback, data, author=member.id)


def send(session: Session, feedback: Feedback, data: Answer, *, author: int, reviewer: int | None = None) -> None:
    """Let the answer go, unless a warning about it is not confirmed; its draft is over. Raises Refused or Overtaken."""
    if data.draft is not None:
        drafts.check(session, feedback, data.draft)
    if data.due_on is not None:
        check_day(data.due_on)
    response = draft(feedback, data)
    response.sent_despite = passed_over(session, feedback, data)
    if response.kind == ResponseKind.DID and response.evidence:
        response.keeps = standing_promise(session, feedback)
    give(session, feedback, response, author=author, reviewer=reviewer)
    drafts.end(session, feedback)


def check_author(session: Session, feedback: Feedback, member: Member) -> None:
    """Raises Refused for who wrote the answer that did not help."""
    if not may_answer_again(member.role, member.id, feedback, answered_by(session, feedback)):
        raise Refused("words", _("Your answer did not help. Somebody else answers this one."))


def passed_over(session: Session, feedback: Feedback, data: Answer) -> str | None:
    """The warnings about the answer, for the record, where it goes all the same. Raises Refused for one that the
    member has not confirmed."""
    found = cautions(session, feedback, data.words, data.translation, data.signed_as, data.owner, data.evidence)
    check_confirmed(found, data.confirmed)
    return " ".join(found) or None


def check_confirmed(found: Collection[Caution], confirmed: frozenset[str]) -> None:
    """Raises Refused for a warning that the member has not confirmed."""
    if not confirmed.issuperset(found):
        raise Refused("confirmed", _("Read the warning before you send the answer."))


def give(session: Session, feedback: Feedback, response: Response, *, author: int, reviewer: int | None = None) -> None:
    """Store the answer; it goes out now, or waits for the decision or its translation."""
    response.staff_id, response.reviewed_by = author, reviewer
    response.translated_by = author if response.translation else None
    answers.write(session, feedback, response)
    lifecycle.changed(session, feedback, "answered", staff_id=reviewer or author)
    given = [response] if response.given_at is not None else []
    tell(session, feedback, given)
    publishing.refresh(session, feedback, given)


def standing_promise(session: Session, feedback: Feedback) -> Response | None:
    """The promise that still stands: what the person was told last, where that is one."""
    latest = answers.latest(session, feedback)
    is_ours = latest is not None and latest.feedback_id == feedback.id
    return latest if latest is not None and is_ours and latest.kind == ResponseKind.DOING else None


def draft(feedback: Feedback, data: Answer) -> Response:
    """The answer as a row that is not stored: also for an estimate of what its text costs."""
    language = answers.language_of(feedback)
    is_translated = bool(data.translation) and language != DEFAULT
    return Response(
        feedback_id=feedback.id,
        kind=data.kind,
        words=data.words,
        language=DEFAULT,
        translation=data.translation if is_translated else None,
        translation_language=language if is_translated else None,
        signed_as=data.signed_as,
        owner=data.owner,
        due_on=data.due_on,
        evidence=data.evidence,
        created_at=clock.now(),
    )


def answered_by(session: Session, feedback: Feedback) -> int | None:
    """Who wrote the latest answer that the person was given."""
    latest = answers.latest(session, feedback)
    return latest.staff_id if latest is not None else None


def translate(session: Session, feedback: Feedback, member: Member, data: AnswerInTheirLanguage) -> None:
    """Add what the answer says in the person's language; an answer that waited for that alone goes out, unless a
    warning about it is not confirmed."""
    response, given = _find(session, feedback, data.response_id), []
    if response is not None and response.given_at is None:
        check_confirmed(exposing(feedback, data.words), data.confirmed)
        given = answers.translate(session, feedback, response, data.words, member.id)
        tell(session, feedback, given)
    else:
        _translate_shared(session, feedback, member, data)
    lifecycle.changed(session, feedback, "answer_translated", staff_id=member.id)
    publishing.refresh(session, feedback, given)


def _translate_shared(session: Session, feedback: Feedback, member: Member, data: AnswerInTheirLanguage) -> None:
    """The same for an answer that was written for somebody else in the entry."""
    waits = {each.id: each for each in sharing.waiting(session, feedback)}
    if data.response_id not in waits:
        raise Refused("words", _("That answer waits for no translation any more. Look at the answers again."))
    check_confirmed(exposing(feedback, data.words), data.confirmed)
    language = answers.language_of(feedback)
    sharing.translate(session, waits[data.response_id], language, data.words, member.id)
    if feedback.status in answers.ANSWERABLE:
        give_all(session, feedback)


def put_on_board(session: Session, feedback: Feedback, member: Member, data: OneAnswer) -> None:
    """Let the public read an answer that was given to the person alone."""
    _answer(session, feedback, data, is_public=False).is_public = True
    lifecycle.changed(session, feedback, "answer_put_on_board", staff_id=member.id)
    publishing.refresh(session, feedback)


def take_off_board(session: Session, feedback: Feedback, member: Member, data: OneAnswer) -> None:
    """Hide one answer from the public; the person can still read it."""
    response = _answer(session, feedback, data, is_public=True)
    entry_id = response.entry_id or feedback.entry_id
    response.is_public, response.entry_id = False, None
    lifecycle.changed(session, feedback, "answer_taken_off_board", staff_id=member.id)
    if entry_id is not None:
        # Others may stand in it with their words while these wait for a decision.
        publishing.show(session, session.get_one(BoardEntry, entry_id))


def _answer(session: Session, feedback: Feedback, data: OneAnswer, *, is_public: bool) -> Response:
    """The answer, also where it was written for somebody else in the same entry."""
    response = session.get(Response, data.response_id)
    is_here = response is not None and (
        response.feedback_id == feedback.id
        or (response.entry_id is not None and response.entry_id == feedback.entry_id)
    )
    response = response if is_here else None
    if response is None or response.is_public is not is_public or (not is_public and response.given_at is None):
        raise Refused("response", _("That answer is not there any more. Look at the answers again."))
    return response


def _find(session: Session, feedback: Feedback, response_id: int) -> Response | None:
    response = session.get(Response, response_id)
    return response if response is not None and response.feedback_id == feedback.id else None
