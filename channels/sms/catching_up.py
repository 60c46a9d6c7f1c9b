"""Texts that came in while nobody could take Twilio's calls: its list is read, and what is missing is stored.

Twilio tries a call again for some seconds only. An outage that is longer loses nothing all the same: the
message stays in Twilio's list, and storing it under its own name makes it no second one.
"""

from datetime import UTC, datetime, timedelta

import structlog
from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from channels.sms.client import Account, CannotAsk
from channels.sms.parsing import INBOUND, Listed, Unreadable, parse_listed
from channels.sms.receiving import recover
from config.settings import Settings
from feedback_service import clock
from feedback_service.models import Counter, InboundMessage
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import TEXT_CHANNELS, Channel

EVERY = timedelta(minutes=5)
OVERLAP = timedelta(hours=1)
"""Each sweep looks again at what the last one saw: the list may show a message late."""
FIRST_TIME, LONGEST = timedelta(hours=24), timedelta(days=7)
SETTLED_AFTER = timedelta(minutes=2)
"""Before that Twilio may still be calling about the message."""
COUNTER = "inbound_sweep"
"""Its value is when the last sweep that saw everything began, in seconds since 1970."""
log = structlog.get_logger()


def catch_up() -> int:
    """Store the texts that Twilio has and we have not; returns how many. A job.

    It looks every five minutes, soon after a start where the last look was longer ago, and again on the
    next run where one did not come to its end: it then begins from the same moment.
    """
    settings: Settings = current_app.extensions["settings"]
    began, last = clock.now(), _last_sweep()
    if last is not None and began - last < EVERY:
        return 0
    account, since = Account(settings), _since(began, last)
    try:
        listed = [each for number in _numbers(account) for each in account.received(number, since)]
    except CannotAsk:
        log.warning("inbound_sweep_failed", reason="cannot ask")
        return 0
    count, is_whole = _store(_settled(account, listed, began))
    if is_whole:
        _remember(began)
    if count:
        log.warning("texts_recovered", texts=count)
    return count


def _last_sweep() -> datetime | None:
    with reading() as session:
        counter = session.get(Counter, COUNTER)
        return datetime.fromtimestamp(counter.value, UTC) if counter else None


def _since(began: datetime, last: datetime | None) -> datetime:
    return began - FIRST_TIME if last is None else max(last - OVERLAP, began - LONGEST)


def _numbers(account: Account) -> list[str]:
    """The addresses that texts come to; a messaging service names none: then the whole account is looked through for
    what is its own."""
    if not account.address(Channel.SMS):
        return [""]
    return [account.address(channel) for channel in sorted(TEXT_CHANNELS)]


def _settled(account: Account, listed: list[Listed], began: datetime) -> list[Listed]:
    """What came in for us and about which nobody is calling any more, oldest first."""
    came = [each for each in listed if each.direction == INBOUND and each.status == "received"]
    came = [each for each in came if account.is_for_us(each)]
    return sorted((each for each in came if _moment(each) <= began - SETTLED_AFTER), key=_moment)


def _moment(message: Listed) -> datetime:
    return message.sent_at or message.created_at


def _store(messages: list[Listed]) -> tuple[int, bool]:
    """How many were new, and whether all that can be stored is stored now."""
    stored, count, is_whole = _stored([each.sid for each in messages]), 0, True
    for message in messages:
        if message.sid in stored:
            continue
        try:
            count += recover(parse_listed(message))
        except Unreadable as error:
            log.warning("listed_text_unreadable", reason=str(error))
        except Exception as error:
            # One text that cannot be stored must not keep the others from it; the next run tries again.
            log.error("listed_text_not_stored", kind=type(error).__name__)
            is_whole = False
    return count, is_whole


def _stored(sids: list[str]) -> set[str]:
    with reading() as session:
        statement = select(InboundMessage.provider_reference).where(
            InboundMessage.channel.in_(TEXT_CHANNELS), InboundMessage.provider_reference.in_(sids)
        )
        return set(session.scalars(statement))


def _remember(began: datetime) -> None:
    moment = int(began.timestamp())
    try:
        with transaction() as session:
            counter = session.get(Counter, COUNTER, with_for_update=True)
            if counter is None:
                session.add(Counter(name=COUNTER, value=moment))
            else:
                counter.value = max(counter.value, moment)
    except IntegrityError:
        # The first sweep of another process came to its end at the same moment: either will do.
        log.info("inbound_sweep_remembered_by_another")
