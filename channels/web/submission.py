"""What the form offers, and what happens to what comes back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from channels.web.form import Answers
from feedback_service import entry_points, places
from feedback_service.corrections import correct
from feedback_service.follow.consent import set_consent
from feedback_service.intake import Accepted, NewFeedback, accept
from feedback_service.languages import DEFAULT
from feedback_service.models import EntryPoint
from feedback_service.storage import reading
from feedback_service.vocabulary import Channel


@dataclass(frozen=True)
class Offer:
    """The places to choose from, and the entry point that the person came by; None for an unknown code."""

    entry_point: EntryPoint | None
    groups: Sequence[places.Group]

    @property
    def place_ids(self) -> set[int]:
        return {place.id for group in self.groups for place in group.places}


def offer(code: str) -> Offer:
    """What the form offers to somebody who came with this entry point's code, empty for none."""
    with reading() as session:
        return Offer(entry_points.find(session, code), places.by_borough(session))


def send(answers: Answers, key: str, entry_point: EntryPoint | None, interface: str) -> Accepted:
    """Store the answers once; `key` is the form's idempotency key, a UUID.

    The reference that makes it once is drawn from the key together with the words and the
    number: the same form sent twice is one feedback, and somebody who goes back, changes
    the words and sends again has said something new, which is kept as well. The key itself is not
    stored, so the words cannot be guessed from the reference. `interface` is the language of the page:
    who chose another than English is answered in it.
    """
    reference = uuid.uuid5(uuid.UUID(key), f"{answers.sender or ''}\n{answers.words}")
    accepted = accept(
        NewFeedback(
            channel=Channel.WEB,
            provider_reference=str(reference),
            words=answers.words,
            sender=answers.sender,
            spoken=interface if interface != DEFAULT else None,
            place_id=answers.place_id,
            entry_point_id=entry_point.id if entry_point else None,
            author=answers.author,
            fft=answers.fft,
            consent=answers.consent,
        )
    )
    if accepted.is_repeat:
        correct(accepted.feedback_id, place_id=answers.place_id, author=answers.author, fft=answers.fft)
    if accepted.is_repeat and not answers.consent:
        # Sent again with "no": a repeat may take consent back, but an old page must never give it.
        set_consent(accepted.follow_token, agrees=False)
    return accepted
