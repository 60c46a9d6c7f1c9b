"""Where in a piece of feedback the words stand that were searched for, with them marked.

The search index knows that they are there and not where, so the texts themselves are looked through, for one page. What
is hidden does not show in the queue: where a word stands only there, the row says so, and opening it is on record.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service.languages import DEFAULT
from feedback_service.models import Feedback, Response
from feedback_service.public_words import public_words, redacted
from feedback_service.search import words as search_words
from feedback_service.vocabulary import APART
from moderation.permissions import sees_originals
from moderation.queue.listing import Listing

LENGTH, BEFORE = 160, 50
"""Of an excerpt, and of what stands in it before the first word that was found."""


class Source(StrEnum):
    """What the words stand in."""

    WORDS = "words"
    ADDED = "added"
    ANSWER = "answer"
    TRANSLATION = "translation"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Text:
    """A text of the feedback's in its language."""

    source: Source
    words: str
    language: str | None


@dataclass(frozen=True)
class Excerpt:
    """A line out of a text, in pieces that were found (True) and that stand between; none of what is hidden."""

    source: Source
    language: str | None
    pieces: Sequence[tuple[str, bool]]


def of_page(session: Session, listing: Listing, found: Sequence[Feedback]) -> dict[int, Excerpt]:
    """The best excerpt of each feedback, by its number."""
    answers: dict[int, list[Response]] = defaultdict(list)
    mine = select(Response).where(Response.feedback_id.in_([each.id for each in found]))
    for answer in session.scalars(mine.order_by(Response.id)):
        answers[answer.feedback_id].append(answer)
    originals = sees_originals(listing.role)
    result = {}
    for feedback in found:
        texts = [*_texts(feedback, answers[feedback.id], originals=originals)]
        best = _best(texts, listing.forms)
        if best is not None:
            result[feedback.id] = best
    return result


def _texts(feedback: Feedback, answers: Sequence[Response], *, originals: bool) -> Iterator[Text]:
    """What this member may read of it, the person's own words first."""
    yield Text(Source.WORDS, public_words(feedback), feedback.language)
    added = [each for each in feedback.messages if not each.is_public_words and each.about not in APART]
    shown = [each for each in added if originals or each.is_open_to_responders]
    yield Text(Source.ADDED, redacted(feedback, shown), feedback.language)
    for answer in answers:
        yield Text(Source.ANSWER, " ".join(filter(None, [answer.words, answer.evidence])), answer.language)
        yield Text(Source.ANSWER, answer.translation or "", answer.translation_language)
    if originals:
        for message in feedback.messages:
            for translation in message.translations:
                yield Text(Source.TRANSLATION, translation.words, DEFAULT)
            if message.redactions:
                yield Text(Source.HIDDEN, message.body, feedback.language)


def _best(texts: Sequence[Text], forms: Collection[str]) -> Excerpt | None:
    """Of the text that has the most of the words; the first of those that have as many."""
    if not texts:
        return None
    best = max(texts, key=lambda text: len(search_words.forms(text.words) & set(forms)))
    stretches = search_words.stretches(best.words, forms)
    if not stretches:
        return None
    pieces = [] if best.source == Source.HIDDEN else _cut(best.words, stretches)
    return Excerpt(best.source, best.language, pieces)


def _cut(words: str, stretches: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    start = max(0, stretches[0][0] - BEFORE)
    if start:
        # Not in the middle of a word.
        start = words.find(" ", start, stretches[0][0]) + 1 or stretches[0][0]
    end = min(len(words), start + LENGTH)
    if end < len(words):
        end = max(words.rfind(" ", start, end), stretches[0][1])
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    position = start
    for first, last in stretches:
        if last > end:
            break
        pieces += [(words[position:first], False), (words[first:last], True)]
        position = last
    pieces.append((words[position:end], False))
    if end < len(words):
        pieces.append(("…", False))
    return [(text, is_found) for text, is_found in pieces if text]
