"""A person's yes or no to the board, by their secret link, at any time."""

from feedback_service import agreed_words, consent, lifecycle
from feedback_service.conversation import previews, questions
from feedback_service.intake import find_by_token
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Asked


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
            questions.close(session, questions.CONSENT_ALIKE, feedback.id)
            previews.agree(session, feedback, preview)
            return
        consent.settle(session, feedback, agrees)
        # A yes on a page that showed no preview is none to it; a no is one to everything.
        questions.close(session, {Asked.CONSENT} if agrees else questions.CONSENT_ALIKE, feedback.id)
