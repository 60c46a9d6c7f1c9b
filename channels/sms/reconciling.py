"""What became of texts whose sending nobody answered for: Twilio's own list says it, before anything is sent again.

    outcome unknown ──> list the messages to that number ──> there ──> it goes by that name, with its status
                                      │                       └─ not there, long enough after ──> sent again
                                      └── cannot be asked: nothing changes

A text that Twilio takes has no name of ours in the list, so it is known by number, sender, words and time.
One message stands for one text: of several that are alike, the newest are put together first.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta

import structlog
from flask import current_app

from channels.sms.client import Account, CannotAsk, recipient
from channels.sms.parsing import Listed, outcome
from config.settings import Settings
from feedback_service import clock, outbox
from feedback_service.outbox import Claimed
from feedback_service.texts.wording import follow_link
from feedback_service.vocabulary import TEXT_CHANNELS, Channel

LOOK_AFTER = timedelta(minutes=2)
"""Before that the answer, or Twilio's own call about it, may still be under way."""
ABSENT_AFTER = timedelta(minutes=5)
"""A message that is new may be missing in the list for a moment; what is missing after that was never taken."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""How far Twilio's clock may be behind ours. What is found so from before the claim is an earlier try at most."""
_NO_LETTERS = re.compile(r"[\W_]+")
log = structlog.get_logger()


def reconcile_texts() -> int:
    """Settle the texts whose outcome is unknown, as far as Twilio's list can tell; returns how many. A job.

    It ends at the first question that Twilio does not answer. Each text is settled in a transaction of
    its own and only while nobody else has, so that a report, a death or a second run in between does no harm.
    """
    settings: Settings = current_app.extensions["settings"]
    account, count = Account(settings), 0
    for (channel, number), texts in _by_number(outbox.unknown(TEXT_CHANNELS, clock.now() - LOOK_AFTER)).items():
        try:
            listed = account.sent_to(number, min(each.at for each in texts) - CLOCKS_DIFFER)
        except CannotAsk:
            log.warning("texts_not_reconciled", texts=len(texts))
            break
        ours = [each for each in listed if account.is_from_us(each, channel)]
        taken = outbox.known(channel, [each.sid for each in ours])
        found = matched(texts, [each for each in ours if each.sid not in taken])
        count += sum(_settle(text, found.get(text.id)) for text in texts)
    return count


def _by_number(texts: Iterable[Claimed]) -> dict[tuple[Channel, str], list[Claimed]]:
    numbers: dict[tuple[Channel, str], list[Claimed]] = {}
    for text in texts:
        numbers.setdefault((text.channel, recipient(text)), []).append(text)
    return numbers


def _settle(text: Claimed, message: Listed | None) -> bool:
    """Keep what the list says of a text; whether that was news. Only what is on disk is logged as settled."""
    if message is not None:
        status, code = outcome(message.status, message.error_code)
        is_news = status is not None and outbox.reported(text.id, text.attempt, message.sid, status, code)
    else:
        is_news = clock.now() - text.at >= ABSENT_AFTER and outbox.not_taken(text.id, text.attempt)
    if is_news:
        found = "taken" if message else "not taken"
        log.info("text_reconciled", text=text.id, attempt=text.attempt, outcome=found)
    return is_news


def matched(texts: list[Claimed], messages: list[Listed]) -> dict[int, Listed]:
    """Which message is which text, by its id. The surest sign first, and of what is alike the newest first."""
    found: dict[int, Listed] = {}
    left = sorted(messages, key=lambda each: each.created_at, reverse=True)
    for is_the_same in (_has_its_words, _has_its_reference, _has_no_words):
        for text in sorted(texts, key=lambda each: each.at, reverse=True):
            if text.id in found:
                continue
            message = next((each for each in left if _is_in_time(text, each) and is_the_same(text, each)), None)
            if message is not None:
                left.remove(message)
                found[text.id] = message
    return found


def _is_in_time(text: Claimed, message: Listed) -> bool:
    return message.created_at >= text.at - CLOCKS_DIFFER


def _has_its_words(text: Claimed, message: Listed) -> bool:
    return _words(text.body) == _words(message.body)


def _has_its_reference(text: Claimed, message: Listed) -> bool:
    """Of a template only what was filled in is ours."""
    if text.channel != Channel.WHATSAPP or not text.token:
        return False
    return text.reference in message.body or follow_link(text.token) in message.body


def _has_no_words(_text: Claimed, message: Listed) -> bool:
    """An account may be set to keep no words: then number and time must do."""
    return not message.body


def _words(body: str) -> str:
    """The letters and digits, which Twilio keeps as they are: it may trim, and make curly quotes straight."""
    plain = unicodedata.normalize("NFKC", body)
    return _NO_LETTERS.sub(" ", plain).strip() or body.strip()
