"""What a person corrects about their feedback by going back and sending the same words again."""

from feedback_service import lifecycle
from feedback_service.models import Feedback
from feedback_service.storage import transaction
from feedback_service.vocabulary import Author, Moderation

CORRECTED = "corrected"


def correct(feedback_id: int, *, place_id: int | None, author: Author | None, fft: int | None) -> None:
    """Take the new place, author and FFT answer while nobody has decided; later ones change nothing.

    An answer that is not given again stays as it was.
    """
    given = {"place_id": place_id, "author": author, "fft": fft}
    with transaction() as session:
        feedback = session.get(Feedback, feedback_id, with_for_update={"of": Feedback, "key_share": True})
        if feedback is None or feedback.status != Moderation.PENDING:
            return
        new = {name: value for name, value in given.items() if value not in {None, getattr(feedback, name)}}
        for name, value in new.items():
            setattr(feedback, name, value)
        if new:
            lifecycle.changed(session, feedback, CORRECTED)
