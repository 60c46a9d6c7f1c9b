"""Hiding words and showing them again; on the board the change shows at once."""

from collections import defaultdict

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback_service import clock, lifecycle, publishing, risk
from feedback_service.agreed_words import needs_preview
from feedback_service.models import Feedback, InboundMessage, Redaction, RefusedSuggestion
from feedback_service.public_words import stretches
from feedback_service.redaction import join_words
from feedback_service.vocabulary import Hidden, Moderation
from moderation.actions import ruling
from moderation.auth.sessions import Member
from moderation.told.data import Hide, Refused, ShowAgain

Stretches = dict[int, list[tuple[int, int]]]


def hide(session: Session, feedback: Feedback, member: Member, data: Hide) -> None:
    """Hide the chosen words, those that follow each other as one stretch, and the suggested stretches as they are."""
    messages = {message.id: message for message in feedback.messages}
    hidden: list[tuple[str, Hidden]] = []
    for kind, by_message in _by_kind(data).items():
        for message_id, words in by_message.items():
            message = messages.get(message_id)
            if message is None:
                raise Refused("word", _("Some of the chosen words are not in this feedback. Choose the words again."))
            hidden += [(text, kind) for text in _hide_in(message, words, member, kind)]
    if data.reach is not None:
        for text, kind in dict.fromkeys(hidden):
            ruling.hide(session, feedback, member, text, kind, data.reach)
    lifecycle.changed(session, feedback, "hidden", staff_id=member.id)
    publishing.refresh(session, feedback)


def _by_kind(data: Hide) -> dict[Hidden, Stretches]:
    chosen: dict[Hidden, Stretches] = defaultdict(lambda: defaultdict(list))
    for message_id, start, end in data.words:
        chosen[data.kind][message_id].append((start, end))
    for message_id, start, end, kind in data.suggested:
        chosen[kind][message_id].append((start, end))
    return chosen


def _hide_in(message: InboundMessage, words: list[tuple[int, int]], member: Member, kind: Hidden) -> list[str]:
    """The texts that were hidden."""
    try:
        joined = join_words(message.body, words, stretches(message.redactions))
    except ValueError:
        raise Refused("word", _("Some of the chosen words are hidden already. Choose the words again.")) from None
    message.redactions += [
        Redaction(start=start, end=end, kind=kind, staff_id=member.id, created_at=clock.now()) for start, end in joined
    ]
    return [message.body[start:end] for start, end in joined]


def show_again(session: Session, feedback: Feedback, member: Member, data: ShowAgain) -> None:
    """Show what was hidden; what a rule hid is left in sight by it from now on, and a member of staff's name still is
    one. What two members put on the board without it is not shown there with it by one."""
    if feedback.status == Moderation.PUBLISHED and risk.needs_second(session, feedback, member.id):
        raise Refused("word", _("Two people decided on the words without that. Take it off the board first."))
    for message in feedback.messages:
        for redaction in message.redactions:
            if redaction.id == data.redaction_id:
                message.redactions.remove(redaction)
                if redaction.rule_id is not None or redaction.kind == Hidden.STAFF_NAME:
                    _leave(message, redaction, member)
                if feedback.status == Moderation.PUBLISHED and needs_preview(feedback):
                    raise Refused(
                        "word", _("The person agreed to the words without that. Take it off the board first.")
                    )
                lifecycle.changed(session, feedback, "shown_again", staff_id=member.id)
                publishing.refresh(session, feedback)
                return
    raise Refused("word", _("That is shown already."))


def _leave(message: InboundMessage, redaction: Redaction, member: Member) -> None:
    same = (each for each in message.refusals if (each.start, each.end) == (redaction.start, redaction.end))
    present = next(same, None)
    if present is not None and redaction.kind == Hidden.STAFF_NAME:
        present.kind = redaction.kind
    elif present is None:
        message.refusals.append(
            RefusedSuggestion(
                start=redaction.start,
                end=redaction.end,
                kind=redaction.kind,
                staff_id=member.id,
                created_at=clock.now(),
            )
        )
