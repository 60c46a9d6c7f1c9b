"""A person's yes or no to the board, by their secret link, at any time."""

from feedback_service import agreed_words, consent, lifecycle
from feedback_service.conversation import previews, questions
from feedback_service.intake import find_by_token
from feedback_service.storage import reading, transaction


class UnknownLink(LookupError):
    """No feedback has this follow token."""


class WordsChanged(Exception):
    """The words that the person said yes to are not the present ones any more; nothing was kept."""


def set_consent(token: str, agrees: bool, words: str | None = None) -> None:
    """Keep the person's decision; the same one twice changes nothing.

    `words` names the preview that the page showed, where it showed one: a yes is then one to exactly
    these words, and puts them on the board where a moderator approved them. Raises UnknownLink or
    WordsChanged.
    """
    with reading() as session:
        found = find_by_token(session, token)
    if found is None:
        raise UnknownLink
    with transaction() as session:
        feedback = lifecycle.locked(session, found.reference)
        if feedback is None:
            raise UnknownLink
        preview = questions.open_preview(session, feedback)
        if agrees and words is not None and preview is not None:
            if not agreed_words.are_words(feedback, words):
                raise WordsChanged
            previews.agree(session, feedback, preview)
        else:
            consent.settle(session, feedback, agrees)
        if feedback.contact is not None:
            questions.close(session, feedback.contact, questions.CONSENT_ALIKE, feedback.id)
