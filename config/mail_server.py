"""The address of the mail server in `SMTP_URL`, read and checked."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

TLS = "smtps"
PORTS = {"smtp": 25, TLS: 465}
SUBMISSION_PORT = 587
STARTTLS = {"1": True, "0": False}


@dataclass(frozen=True)
class MailServer:
    """Where emails are handed over. `is_tls` from the first byte on, `starttls` after a greeting in the clear."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    is_tls: bool
    starttls: bool

    @property
    def shows_password(self) -> bool:
        """Whether signing in would send the password in the clear."""
        return bool(self.user) and not (self.is_tls or self.starttls)


def read_smtp_url(url: str) -> MailServer:
    """The server behind `smtp://user:password@host:587?starttls=1` or `smtps://user:password@host`.

    User and password are optional, percent-encoded where they hold `@`, `:` or `/`. Without a port it is
    465 for smtps, 587 with starttls and 25 else. Raises ValueError with what is wrong, never the password.
    """
    parts = urlsplit(url)
    asked = parse_qs(parts.query, keep_blank_values=True)
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parts.fragment:
        raise ValueError("must look like smtp://user:password@host:587?starttls=1 or smtps://user:password@host")
    if set(asked) - {"starttls"} or any(value not in STARTTLS for value in asked.get("starttls", [])):
        raise ValueError("knows no other option than starttls=1")
    starttls = STARTTLS[asked.get("starttls", ["0"])[-1]]
    if starttls and parts.scheme == TLS:
        raise ValueError("is encrypted from the start with smtps: leave starttls out")
    try:
        port = parts.port
    except ValueError:
        raise ValueError("has a port that is none") from None
    return MailServer(
        host=parts.hostname,
        port=port or (SUBMISSION_PORT if starttls else PORTS[parts.scheme]),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=parts.scheme == TLS,
        starttls=starttls,
    )
