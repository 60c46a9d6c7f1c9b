"""The conversation with the person as staff see it: both sides, in the order of time.

Their words stand in full. What was taken for a keyword, an answer or a machine's text is a quiet line,
with what the service made of it, so that a wrong reading is seen and put right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from feedback_service.languages import DEFAULT
from feedback_service.models import Feedback, InboundMessage, MessageTranslation, OutboundMessage, Redaction
from feedback_service.public_words import stretches
from feedback_service.redaction import Piece, pieces
from feedback_service.safety.screening import Found, screen
from feedback_service.suggestions import Suggestion
from feedback_service.vocabulary import APART, Meaning, Moderation, OutboundKind

MOST = 100
"""How many texts that belong to the person alone are shown beside one piece of feedback."""


@dataclass(frozen=True)
class Run:
    """Pieces that belong together: those of a suggestion, or those between two."""

    suggestion: Suggestion | None
    pieces: list[Piece]


@dataclass(frozen=True)
class Said:
    """A message of the person's, cut into words for choosing; `hidden` are its redactions by their start.

    `found` is what sounds like danger in it, while a flag that the service raised is open. `can_move`: it may
    belong elsewhere, and nobody reads it on the board.
    """

    message: InboundMessage
    pieces: Sequence[Piece]
    hidden: dict[int, Redaction]
    found: Found | None
    can_move: bool
    suggestions: Sequence[Suggestion] = ()

    @property
    def runs(self) -> list[Run]:
        """The pieces in order, those of one suggestion together."""
        starts = {each.found.start: each for each in self.suggestions}
        runs: list[Run] = [Run(None, [])]
        for piece in self.pieces:
            current = runs[-1].suggestion
            if piece.start in starts:
                runs.append(Run(starts[piece.start], []))
            elif current is not None and piece.start >= current.found.end:
                runs.append(Run(None, []))
            runs[-1].pieces.append(piece)
        return runs

    def sounds_dangerous(self, piece: Piece) -> bool:
        """Whether this word is part of what was found."""
        return self.found is not None and piece.start < self.found.end and self.found.start < piece.end

    @property
    def found_words(self) -> str:
        """The words that were found, as they were written."""
        return self.message.body[self.found.start : self.found.end] if self.found else ""

    @property
    def at(self) -> datetime:
        return self.message.received_at

    @property
    def is_words(self) -> bool:
        """Whether it is words about their care, rather than a keyword, an answer, or nothing at all."""
        return self.message.meaning in {Meaning.FEEDBACK, Meaning.MORE} and bool(self.message.body.strip())

    @property
    def is_apart(self) -> bool:
        """Whether what it says is kept in the equality room alone."""
        return self.message.about in APART

    @property
    def translation(self) -> MessageTranslation | None:
        """What staff wrote that it says in English."""
        return next((each for each in self.message.translations if each.language == DEFAULT), None)


@dataclass(frozen=True)
class Sent:
    """A text to the person. The key to their own page is left out of `body`: it is theirs alone.

    `body` is None for who may not read it: an earlier text may say what was hidden since.
    """

    text: OutboundMessage
    body: str | None

    @property
    def at(self) -> datetime:
        """When it went out, or was asked for while it waits."""
        return self.text.claimed_at or self.text.created_at


def in_order(said: Sequence[Said], sent: Sequence[Sent]) -> list[Said | Sent]:
    """Both sides in the order of time; a direct reply stands right after what it answers."""
    received = {each.message.id: each.at for each in said}

    def place(each: Said | Sent) -> tuple[datetime, int, int]:
        if isinstance(each, Said):
            return each.at, 0, each.message.id
        answers = received.get(each.text.in_reply_to_id or 0)
        return (answers, 1, each.text.id) if answers else (each.at, 2, each.text.id)

    return sorted([*said, *sent], key=place)


def said(session: Session, feedback: Feedback, suggestions: Sequence[Suggestion] = ()) -> list[Said]:
    """The person's messages with this feedback, and since it came those that belong to no feedback at all; with what
    is suggested for hiding in them."""
    is_found = any(flag.cleared_at is None and flag.raised_by is None for flag in feedback.flags)
    messages = [*feedback.messages, *_of_person(session, feedback)]
    return [
        _said(
            feedback,
            message,
            screen(message.body) if is_found else None,
            [each for each in suggestions if each.message_id == message.id],
        )
        for message in messages
    ]


def sent(session: Session, feedback: Feedback, *, sees_originals: bool) -> list[Sent]:
    """The texts to the person about this feedback; with what belongs to none for who sees originals."""
    about = OutboundMessage.feedback_id == feedback.id
    if sees_originals and feedback.contact_id is not None:
        about = about | (
            OutboundMessage.feedback_id.is_(None)
            & (OutboundMessage.contact_id == feedback.contact_id)
            & (OutboundMessage.created_at >= feedback.received_at)
        )
    statement = select(OutboundMessage).where(about, OutboundMessage.kind != OutboundKind.ALERT)
    texts = session.scalars(statement.order_by(OutboundMessage.id))
    return [_sent(feedback, text, is_read=sees_originals or text.kind == OutboundKind.ANSWER) for text in texts]


def _of_person(session: Session, feedback: Feedback) -> Sequence[InboundMessage]:
    if feedback.contact_id is None:
        return []
    statement = (
        select(InboundMessage)
        .where(
            InboundMessage.contact_id == feedback.contact_id,
            InboundMessage.feedback_id.is_(None),
            InboundMessage.received_at >= feedback.received_at,
        )
        .options(selectinload(InboundMessage.redactions), selectinload(InboundMessage.translations))
    )
    return session.scalars(statement.order_by(InboundMessage.id.desc()).limit(MOST)).all()


def _said(feedback: Feedback, message: InboundMessage, found: Found | None, suggestions: Sequence[Suggestion]) -> Said:
    hidden = {redaction.start: redaction for redaction in message.redactions}
    is_public = feedback.status == Moderation.PUBLISHED and message.is_public_words
    can_move = bool(message.body.strip()) and not is_public
    cuts = {place for each in suggestions for place in (each.found.start, each.found.end)}
    cut_up = pieces(message.body, stretches(message.redactions), cuts)
    return Said(message, cut_up, hidden, found, can_move, suggestions)


def _sent(feedback: Feedback, text: OutboundMessage, *, is_read: bool) -> Sent:
    return Sent(text, text.body.replace(feedback.follow_token, "…") if is_read else None)
