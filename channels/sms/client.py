"""Sending one text through Twilio, and what its answer means.

`Messages.create` has no idempotency key: a call repeated after a lost answer is a second text.
So there are exactly three outcomes, and only a text that surely was not taken may be tried again.
"""

import re
from typing import Any

from requests.exceptions import ConnectionError as NotConnected
from requests.exceptions import ConnectTimeout
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from channels.sms.parsing import PASSING_ERRORS, WHATSAPP
from config.settings import Settings
from feedback_service.outbox import Claimed
from feedback_service.vocabulary import Channel

TIMEOUT_SECONDS = 10
_PASSING_HTTP = frozenset({401, 429, 503})
_HOST = re.compile(r"https?://[^/]+")


class Refused(Exception):
    """The text was not taken. `code` is Twilio's error code, or `unreachable` when there was no connection."""

    def __init__(self, code: str, *, permanent: bool) -> None:
        super().__init__(code)
        self.code, self.permanent = code, permanent


class OutcomeUnknown(Exception):
    """Nobody can say whether the text was taken: the answer was lost, late or no answer at all."""


class _HttpClient(TwilioHttpClient):
    """Twilio's own client, pointed at TWILIO_API_BASE."""

    def __init__(self, base: str, timeout: float) -> None:
        # No pool: on a kept connection that Twilio has closed meanwhile, the outcome would be unknown.
        super().__init__(pool_connections=False, timeout=timeout)
        self._base = base.rstrip("/")

    def request(self, method: str, url: str, *arguments: Any, **options: Any) -> Response:
        return super().request(method, _HOST.sub(self._base, url, count=1), *arguments, **options)


class Sender:
    """Sends from the account, number and service in the settings."""

    def __init__(self, settings: Settings, timeout: float = TIMEOUT_SECONDS) -> None:
        """`timeout`: seconds to wait for the connection, and as many for the answer."""
        self._client = Client(
            settings.twilio_account_sid,
            settings.twilio_auth_token,
            http_client=_HttpClient(settings.twilio_api_base, timeout),
        )
        self._status_callback = f"{settings.public_url}/channels/sms/status"
        self._from = settings.twilio_from
        self._service = settings.twilio_messaging_service_sid

    def send(self, text: Claimed) -> str:
        """Send and return Twilio's identifier. Raises Refused or OutcomeUnknown."""
        prefix = WHATSAPP if text.channel == Channel.WHATSAPP else ""
        origin = {"messaging_service_sid": self._service} if self._service else {"from_": prefix + self._from}
        try:
            message = self._client.messages.create(
                to=prefix + text.to,
                body=text.body,
                status_callback=f"{self._status_callback}?text={text.id}&attempt={text.attempt}",
                **origin,
            )
        except (TwilioRestException, TwilioServiceException) as error:
            raise _verdict(error.status, str(error.code)) from None
        except ConnectTimeout:
            raise Refused("unreachable", permanent=False) from None
        except NotConnected as error:
            if _was_never_written(error):
                raise Refused("unreachable", permanent=False) from None
            raise OutcomeUnknown from None
        except Exception as error:
            # A lost or garbled answer, whatever it makes the library raise, is not a refusal.
            raise OutcomeUnknown from error
        if not message.sid:
            raise OutcomeUnknown
        return str(message.sid)


def _verdict(status: int, code: str) -> Exception:
    """A 5xx other than "unavailable" may have happened after the text was taken."""
    if status in _PASSING_HTTP or code in PASSING_ERRORS:
        return Refused(code, permanent=False)
    return Refused(code, permanent=True) if 400 <= status < 500 else OutcomeUnknown()


def _was_never_written(error: NotConnected) -> bool:
    """Whether there was no connection at all: refused, or the name is not known."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, NewConnectionError)
