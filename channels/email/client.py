"""Handing one email to the mail server, and what its answers mean.

SMTP says exactly when a message is taken: with the answer to its last line. Before the words go out
whatever fails means "not taken"; a connection lost after that leaves the outcome unknown.
"""

import contextlib
import hashlib
import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from config.mail_server import MailServer
from config.settings import Settings
from feedback_service.outbox import Claimed
from feedback_service.vocabulary import OutboundKind

TIMEOUT_SECONDS = 10
_OK = range(200, 300)
_PERMANENT = range(500, 600)


class Refused(Exception):
    """The email was not taken. `code` is the server's three digits, or a word where it gave none."""

    def __init__(self, code: str, *, permanent: bool) -> None:
        super().__init__(code)
        self.code, self.permanent = code, permanent


class OutcomeUnknown(Exception):
    """The words were on their way, and nobody can say whether the server took them."""


class Sender:
    """Sends from `EMAIL_FROM` through the server in `SMTP_URL`."""

    def __init__(self, settings: Settings, server: MailServer, timeout: float = TIMEOUT_SECONDS) -> None:
        """`timeout`: seconds to wait for the connection, and for each answer."""
        self._server, self._timeout = server, timeout
        self._origin = settings.email_from
        self._host = parseaddr(settings.email_from)[1].rpartition("@")[2]

    def send(self, email: Claimed) -> str:
        """Send and return the Message-ID, without its brackets. Raises Refused or OutcomeUnknown."""
        name = f"{_name(email)}@{self._host}"
        words = self._message(email, name).as_bytes()
        with self._connection() as smtp:
            _expect(*smtp.mail(parseaddr(self._origin)[1]))
            _expect(*smtp.rcpt(email.to))
            _hand_over(smtp, words)
        return name

    def _message(self, email: Claimed, name: str) -> EmailMessage:
        """The first line of the body is the subject."""
        subject, _, text = email.body.partition("\n")
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["Subject"] = self._origin, email.to, subject
        message["Date"], message["Message-ID"] = format_datetime(email.at), f"<{name}>"
        # Nobody's out-of-office reply is wanted, and a mail program may show an alert first.
        message["Auto-Submitted"] = "auto-generated"
        if email.kind == OutboundKind.ALERT:
            message["Importance"] = "high"
        message.set_content(text.strip() or subject)
        return message

    @contextlib.contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        """A connection, signed in where there is a user; what goes wrong before the words go out is Refused."""
        try:
            smtp = self._connect()
        except OSError as error:
            # Among these smtplib's own, whose codes say little here: a server that is full, a wrong
            # password or a certificate that ran out are put right by people while the email waits.
            raise Refused(_kind(error), permanent=False) from None
        try:
            yield smtp
        except smtplib.SMTPServerDisconnected:
            raise Refused("disconnected", permanent=False) from None
        finally:
            # Whatever was agreed stands by now, however the good-bye goes.
            with contextlib.suppress(OSError):
                smtp.quit()
            smtp.close()

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.is_tls:
            context = ssl.create_default_context()
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=self._timeout, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=self._timeout)
        try:
            if server.starttls:
                smtp.starttls(context=ssl.create_default_context())
            if server.user:
                smtp.login(server.user, server.password)
            smtp.ehlo_or_helo_if_needed()
        except Exception:
            smtp.close()
            raise
        return smtp


def _hand_over(smtp: smtplib.SMTP, words: bytes) -> None:
    try:
        code, _ = smtp.data(words)
    except smtplib.SMTPDataError as error:
        raise _refusal(error.smtp_code) from None
    except OSError:
        raise OutcomeUnknown from None
    if code not in _OK:
        raise _refusal(code)


def _expect(code: int, _answer: bytes) -> None:
    """Raise Refused unless the server agrees."""
    if code not in _OK:
        raise Refused(str(code), permanent=code in _PERMANENT)


def _refusal(code: int) -> Exception:
    """After the words: an answer that is none (smtplib says -1) leaves the outcome open."""
    return OutcomeUnknown() if code < 200 else Refused(str(code), permanent=code in _PERMANENT)


def _kind(error: OSError) -> str:
    """What stood in the way of a connection, as an error code of 20 letters at most."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "not_signed_in"
    if isinstance(error, smtplib.SMTPResponseException):
        return str(error.smtp_code)
    return "no_encryption" if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError) else "unreachable"


def _name(email: Claimed) -> str:
    """The same for every attempt at the same row, so that a mail program shows a double as one email.

    A row's number alone would come again in another database; the words hold the feedback's reference.
    """
    digest = hashlib.sha256(f"{email.to}\n{email.body}".encode()).hexdigest()[:24]
    return f"{email.id}.{digest}"
