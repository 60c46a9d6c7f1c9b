"""What the text with an answer would cost, worked out from exactly the words that would go."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import sharing
from feedback_service.answers import language_of
from feedback_service.conversation import telling
from feedback_service.languages import DEFAULT
from feedback_service.models import Feedback, Response
from feedback_service.storage import reading
from feedback_service.texts.cost import Estimate, estimate
from feedback_service.texts.segments import is_gsm_7, plain
from feedback_service.vocabulary import ResponseKind
from feedback_service.web.typed import clean_text
from moderation.actions.perform import NotPermitted, Unknown
from moderation.actions.responses import draft
from moderation.auth.sessions import Member
from moderation.items.form_parts import MAX_ANSWER, MAX_NOTE, MAX_ROLE
from moderation.permissions import Action, allowed_actions
from moderation.told.data import Answer


@dataclass(frozen=True)
class Estimated:
    """`body` is the text without the key to the person's own page; `costly` the characters that make an English
    text cost nearly twice as much; `cost` is None where no text goes."""

    body: str
    cost: Estimate | None
    costly: str


def of_answer(reference: str, member: Member, typed: Mapping[str, str]) -> Estimated:
    """The text for what was typed into the form of an answer, or of the translation of one that is stored.

    Raises Unknown or NotPermitted.
    """
    with reading() as session:
        found = select(Feedback).where(Feedback.reference == reference.upper())
        feedback = session.scalars(found).unique().one_or_none()
        if feedback is None:
            raise Unknown
        if not {Action.RESPOND, Action.TRANSLATE_ANSWER} & allowed_actions(member.role, feedback):
            raise NotPermitted
        response = _stored(session, feedback, typed) if "response" in typed else draft(feedback, _answer(typed))
        if response is None:
            raise Unknown
        if feedback.contact is None or feedback.contact.stopped_at is not None:
            return Estimated("", None, "")
        body = telling.as_text(session, feedback, [response], telling.key_for(session, feedback, [response]))
        costly = "".join(dict.fromkeys(letter for letter in body if not is_gsm_7(plain(letter))))
        is_english = language_of(feedback) == DEFAULT
        return Estimated(
            body.replace(feedback.follow_token, "…"), estimate(body), costly if is_english and response.words else ""
        )


def _answer(typed: Mapping[str, str]) -> Answer:
    kind = typed.get("kind", "")
    return Answer(
        # Before it is chosen: a kind that never says that a promise was kept.
        kind=ResponseKind(kind) if kind in set(ResponseKind) else ResponseKind.CANNOT,
        words=_words(typed, "words", MAX_ANSWER),
        signed_as=_words(typed, "signed_as", MAX_ROLE),
        evidence=_words(typed, "evidence", MAX_NOTE) or None,
        translation=_words(typed, "translation", MAX_ANSWER) or None,
    )


def _stored(session: Session, feedback: Feedback, typed: Mapping[str, str]) -> Response | None:
    number = typed["response"]
    stored = session.get(Response, int(number)) if number.isdecimal() and len(number) < 10 else None
    if stored is None or (stored.feedback_id != feedback.id and stored not in sharing.waiting(session, feedback)):
        return None
    return draft(
        feedback,
        Answer(
            stored.kind,
            stored.words,
            stored.signed_as,
            evidence=stored.evidence,
            translation=_words(typed, "words", MAX_ANSWER) or None,
        ),
    )


def _words(typed: Mapping[str, str], name: str, limit: int) -> str:
    return clean_text(typed.get(name, "")).strip()[:limit]
