"""Sending one text through Twilio and asking for its list, and what its answers mean.

`Messages.create` has no idempotency key: a call repeated after a lost answer is a second text.
So there are exactly four outcomes, and only a text that surely was not taken may be sent again:
taken; refused for a reason of its own; not taken because Twilio takes nothing now; not known.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from requests.exceptions import ConnectionError as NotConnected
from requests.exceptions import ConnectTimeout
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from channels.sms.parsing import OUTSIDE_WINDOW, PASSING_ERRORS, WHATSAPP, Listed
from config.settings import Settings
from feedback_service import clock
from feedback_service.outbox import WINDOW, Claimed
from feedback_service.texts.wording import follow_link
from feedback_service.vocabulary import TEXT_CHANNELS, Channel, OutboundKind

TIMEOUT_SECONDS = 10
WINDOW_LASTS = timedelta(hours=24) - timedelta(minutes=5)
"""How long after their last text one may write freely to somebody on WhatsApp, some minutes kept in hand."""
PAGE = 100
_UNAVAILABLE = frozenset({"20003", "20429", "20503"})
_UNKNOWN_PARAMETER = "20001"
_HOST = re.compile(r"https?://[^/]+")


class Refused(Exception):
    """The text was not taken, for a reason of its own. `code` is Twilio's error code, or WINDOW."""

    def __init__(self, code: str, *, permanent: bool) -> None:
        super().__init__(code)
        self.code, self.permanent = code, permanent


class NotNow(Exception):
    """Nothing is taken now: no connection, our sign-in refused, too many requests, the service down.

    `code` is Twilio's error code, the HTTP status where there is none, or `unreachable`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class OutcomeUnknown(Exception):
    """Nobody can say whether the text was taken: the answer was lost, late or no answer at all."""


class CannotAsk(Exception):
    """Twilio's list could not be read; what it would have said is not known."""


class _HttpClient(TwilioHttpClient):
    """Twilio's own client, pointed at TWILIO_API_BASE."""

    def __init__(self, base: str, timeout: float) -> None:
        # No pool: on a kept connection that Twilio has closed meanwhile, the outcome would be unknown.
        super().__init__(pool_connections=False, timeout=timeout)
        self._base = base.rstrip("/")

    def request(self, method: str, url: str, *arguments: Any, **options: Any) -> Response:
        return super().request(method, _HOST.sub(self._base, url, count=1), *arguments, **options)


class Account:
    """Sends from, and lists the messages of, the account, number and service in the settings."""

    def __init__(self, settings: Settings, timeout: float = TIMEOUT_SECONDS) -> None:
        """`timeout`: seconds to wait for the connection, and as many for the answer."""
        self._client = Client(
            settings.twilio_account_sid,
            settings.twilio_auth_token,
            http_client=_HttpClient(settings.twilio_api_base, timeout),
        )
        self._settings = settings
        self._service = settings.twilio_messaging_service_sid

    def address(self, channel: Channel) -> str:
        """What texts on this channel are sent from and come to; empty where only a service is known."""
        settings = self._settings
        if channel != Channel.WHATSAPP:
            return settings.twilio_from
        number = settings.twilio_whatsapp_from or settings.twilio_from
        return WHATSAPP + number.removeprefix(WHATSAPP) if number else ""

    def send(self, text: Claimed) -> str:
        """Send and return Twilio's identifier. Raises Refused, NotNow or OutcomeUnknown."""
        callback = f"{self._settings.public_url}/channels/sms/status?text={text.id}&attempt={text.attempt}"
        message = {**self._origin(text.channel), **self._content(text), "status_callback": callback}
        try:
            answer = self._client.messages.create(to=recipient(text), **message)
        except (TwilioRestException, TwilioServiceException) as error:
            raise _verdict(error.status, str(error.code)) from None
        except ConnectTimeout:
            raise NotNow("unreachable") from None
        except NotConnected as error:
            if _was_never_written(error):
                raise NotNow("unreachable") from None
            raise OutcomeUnknown from None
        except Exception as error:
            # A lost or garbled answer, whatever it makes the library raise, is not a refusal.
            raise OutcomeUnknown from error
        if not answer.sid:
            raise OutcomeUnknown
        return str(answer.sid)

    def is_from_us(self, message: Listed, channel: Channel) -> bool:
        """Whether a listed message is a text that this service asked for; replies to a call are not."""
        if message.direction != "outbound-api":
            return False
        ours = self.address(channel)
        return bool(self._service and message.service == self._service) or bool(ours and message.sender == ours)

    def is_for_us(self, message: Listed) -> bool:
        """Whether a listed message came to our number or messaging service: an account may have other lines."""
        ours = {self.address(channel) for channel in TEXT_CHANNELS} - {""}
        return message.to in ours or bool(self._service and message.service == self._service)

    def sent_to(self, number: str, since: datetime) -> list[Listed]:
        """Every message to this address that was made since then. Raises CannotAsk.

        The list begins with what was sent last; the first page is read whole, because Twilio does not
        say where in it stands what still waits to be sent.
        """
        found: list[Listed] = []
        for place, message in enumerate(self._list(to=number)):
            if message.created_at >= since:
                found.append(message)
            elif place >= PAGE:
                break
        return found

    def received(self, number: str, since: datetime) -> list[Listed]:
        """Every message that came to this address since then, or to any where it is empty.

        Raises CannotAsk.
        """
        narrowed = {"to": number} if number else {}
        return list(self._list(date_sent_after=since, **narrowed))

    def _list(self, **filters: Any) -> Iterator[Listed]:
        try:
            for message in self._client.messages.stream(page_size=PAGE, **filters):
                yield _listed(message)
        except Exception as error:
            # Whatever the library raises on a page that is lost or garbled: it has several ways.
            raise CannotAsk from error

    def _origin(self, channel: Channel) -> dict[str, str]:
        if self._service and not (channel == Channel.WHATSAPP and self._settings.twilio_whatsapp_from):
            return {"messaging_service_sid": self._service}
        return {"from_": self.address(channel)}

    def _content(self, text: Claimed) -> dict[str, str]:
        """The words; on WhatsApp to somebody who has been silent for a day, the approved template instead."""
        if carries_words(text):
            return {"body": text.body}
        template = self._settings.twilio_whatsapp_content_sid
        # A template says that there is something to read; a question that nobody has read cannot be answered.
        if not template or not text.token or text.kind == OutboundKind.QUESTION:
            raise Refused(WINDOW, permanent=True)
        variables = {"1": text.reference, "2": follow_link(text.token)}
        return {"content_sid": template, "content_variables": json.dumps(variables)}


def recipient(text: Claimed) -> str:
    """Whom Twilio sends it to, as Twilio writes it."""
    return (WHATSAPP if text.channel == Channel.WHATSAPP else "") + text.to


def carries_words(text: Claimed) -> bool:
    """Whether the words themselves go out; on WhatsApp not to somebody who has been silent for a day."""
    return text.channel != Channel.WHATSAPP or _may_write_freely(text)


def _may_write_freely(text: Claimed) -> bool:
    return text.wrote_at is not None and text.at - text.wrote_at < WINDOW_LASTS


def _listed(message: Any) -> Listed:
    """What we read of Twilio's message resource; a date that cannot be read counts as now, to miss nothing."""
    return Listed(
        sid=message.sid or "",
        direction=message.direction or "",
        sender=message.from_ or "",
        to=message.to or "",
        body=message.body or "",
        status=message.status or "",
        created_at=message.date_created or clock.now(),
        sent_at=message.date_sent,
        error_code=str(message.error_code or ""),
        media_count=message.num_media or "",
        service=message.messaging_service_sid or "",
    )


def _verdict(status: int, code: str) -> Exception:
    """What a refusal means. A 5xx that does not say "unavailable" may have happened after the text was taken.

    Twilio's codes about a text have other beginnings than 20, which is about the account and the call;
    where it gives none, the answer is not its own but a proxy's.
    """
    if code in PASSING_ERRORS:
        return Refused(code, permanent=False)
    if code in _UNAVAILABLE:
        return NotNow(code)
    if not 400 <= status < 500:
        return OutcomeUnknown()
    if code == str(status) or (code.startswith("20") and code != _UNKNOWN_PARAMETER):
        return NotNow(code)
    return Refused(WINDOW if code == OUTSIDE_WINDOW else code, permanent=True)


def _was_never_written(error: NotConnected) -> bool:
    """Whether there was no connection at all: refused, or the name is not known."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, NewConnectionError)
