"""Every setting of the service, read once from the environment and `.env`.

`load_settings()` is called by the roof (`wsgi.create_app`) and by nothing else; importing
this module reads nothing. In production (`ENVIRONMENT=production`) a missing or default
secret raises `SettingsError`, whose message names the setting.
"""

import re
from email.utils import parseaddr
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.mail_server import MailServer, read_smtp_url

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "ar", "pa", "pl")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_EMAIL = re.compile(r"[\x21-\x3b\x3d\x3f\x41-\x7e]{1,64}@[A-Za-z0-9.-]{1,189}")


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one line for the person who starts the service."""


class Settings(BaseSettings):
    """The settings with their defaults; names match the environment variables in lower case."""

    model_config = SettingsConfigDict(env_file=ROOT / ".env", extra="ignore", env_ignore_empty=True)

    environment: Literal["development", "production"] = "development"
    secret_key: str = ""
    field_keys: str = ""
    database_url: str = f"sqlite:///{ROOT / 'instance' / 'feedback.sqlite3'}"
    redis_url: str = ""
    public_url: str = ""
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    embedded_scheduler: bool = True

    twilio_account_sid: str = ""
    twilio_auth_token: str = ""
    twilio_from: str = ""
    twilio_messaging_service_sid: str = ""
    twilio_api_base: str = "https://api.twilio.com"
    twilio_whatsapp_from: str = ""
    twilio_whatsapp_content_sid: str = ""
    text_price_pence: float = Field(default=4.0, ge=0)
    texts_per_day: int = Field(default=10, ge=1)

    on_call_numbers: str = ""
    on_call_emails: str = ""
    escalation_numbers: str = ""
    escalation_emails: str = ""
    escalate_after_minutes: int = Field(default=10, ge=1)
    smtp_url: str = ""
    email_from: str = ""

    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = "NHS sign-in"
    oidc_only: bool = False

    service_name: str = "You said, we did"
    trust_name: str = "West London mental health services"
    text_number: str = ""
    timezone: str = "Europe/London"
    emergency_number: str = "999"
    crisis_number: str = "111"
    crisis_option: str = "2"
    samaritans_number: str = "116 123"
    shout_number: str = "85258"
    local_crisis_line: str = "0800 328 4444"
    complaints_line: str = "020 8354 8174"
    inbox_watched: str = "Monday to Friday, 9am to 5pm"
    show_nhs_logo: bool = False

    themes_csv: str = ""

    form_limit: str = "60 per minute; 600 per hour"
    sign_in_limit: str = "10 per minute; 60 per hour"
    session_hours: int = Field(default=10, ge=1, le=24)
    metrics_token: str = ""
    log_format: Literal["console", "json"] = "console"

    @field_validator("public_url")
    @classmethod
    def _absolute_without_slash(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise ValueError("must be an absolute http or https address")
        return value.rstrip("/")

    @field_validator("field_keys")
    @classmethod
    def _fernet_keys(cls, value: str) -> str:
        for key in filter(None, (part.strip() for part in value.split(","))):
            try:
                Fernet(key)
            except ValueError as error:
                raise ValueError("each key must be 32 bytes in url-safe base64") from error
        return value

    @field_validator("on_call_numbers", "escalation_numbers")
    @classmethod
    def _full_numbers(cls, value: str) -> str:
        numbers = [re.sub(r"[ ()-]", "", part) for part in value.split(",") if part.strip()]
        if not all(_NUMBER.fullmatch(number) for number in numbers):
            raise ValueError("each must be a full number such as +447700900123")
        return ",".join(numbers)

    @field_validator("on_call_emails", "escalation_emails")
    @classmethod
    def _email_addresses(cls, value: str) -> str:
        addresses = [part.strip() for part in value.split(",") if part.strip()]
        if not all(_EMAIL.fullmatch(address) for address in addresses):
            raise ValueError("each must be an email address")
        return ",".join(addresses)

    @field_validator("email_from")
    @classmethod
    def _one_sender(cls, value: str) -> str:
        if value and not (value.isprintable() and _EMAIL.fullmatch(parseaddr(value)[1])):
            raise ValueError("must be an email address, with a name before it or not: Feedback <feedback@example.org>")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _a_mail_server(cls, value: str) -> str:
        if value:
            read_smtp_url(value)
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _an_issuer(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment):
            raise ValueError("must be the provider's address, such as https://login.example.org/realms/trust")
        return value

    @model_validator(mode="after")
    def _public_url_follows_the_port(self) -> Self:
        if not self.public_url:
            self.public_url = f"http://localhost:{self.port}"
        return self

    @property
    def field_key_list(self) -> list[str]:
        """The encryption keys, the first encrypts, all decrypt."""
        return [part.strip() for part in self.field_keys.split(",") if part.strip()]

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def twilio_configured(self) -> bool:
        """Whether texts can go through Twilio."""
        return bool(self.twilio_account_sid and self.twilio_auth_token)

    @property
    def mail_server(self) -> MailServer | None:
        """Where emails are handed over, None without one."""
        return read_smtp_url(self.smtp_url) if self.smtp_url else None

    @property
    def has_provider(self) -> bool:
        """Whether staff can come through the trust's own sign-in."""
        return bool(self.oidc_issuer)

    @property
    def phone_is_simulated(self) -> bool:
        """Whether the simulated phone stands in for Twilio: never in production nor beside half an account."""
        return not (self.is_production or self.twilio_account_sid or self.twilio_auth_token)

    @property
    def reply_number(self) -> str:
        """The number that people text, for pages and posters; empty when there is none."""
        return self.text_number or self.twilio_from


def load_settings(**overrides: object) -> Settings:
    """Read and check the settings.

    Raises SettingsError, one line naming the setting, when a value is malformed, a required
    secret is missing, or production would run with a default or unsafe value.
    """
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        raise SettingsError(f"{name} is not usable: {first['msg']}") from None
    for name in ("secret_key", "field_keys"):
        if not getattr(settings, name).strip(", "):
            advice = "put your own back into .env, or remove .env for a new start"
            raise SettingsError(f"{name.upper()} is not set; {advice}")
    if settings.smtp_url and not settings.email_from:
        raise SettingsError("EMAIL_FROM is not set; SMTP_URL sends emails from it")
    _refuse_half_a_provider(settings)
    if settings.is_production:
        _refuse_unsafe(settings)
    return settings


def _refuse_half_a_provider(settings: Settings) -> None:
    """A sign-in button that leads nowhere, or none at all."""
    for name in ("oidc_client_id", "oidc_client_secret"):
        if settings.oidc_issuer and not getattr(settings, name):
            raise SettingsError(f"{name.upper()} is not set; OIDC_ISSUER needs it")
    if settings.oidc_only and not settings.oidc_issuer:
        raise SettingsError("OIDC_ISSUER is not set; with OIDC_ONLY nobody could sign in")


def _refuse_unsafe(settings: Settings) -> None:
    """Raise SettingsError for the first value that production must not run with."""
    if len(settings.secret_key) < 32:
        raise SettingsError("SECRET_KEY is too short for production: 32 characters at least")
    if not settings.public_url.startswith("https://"):
        raise SettingsError("PUBLIC_URL must start with https:// in production")
    if settings.oidc_issuer and not settings.oidc_issuer.startswith("https://"):
        raise SettingsError("OIDC_ISSUER must start with https:// in production")
    for name in ("twilio_account_sid", "twilio_auth_token"):
        if not getattr(settings, name):
            raise SettingsError(f"{name.upper()} is not set; production has no simulated phone")
    if not (settings.twilio_from or settings.twilio_messaging_service_sid):
        raise SettingsError("TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID is not set")
    _refuse_silent_alarms(settings)


def _refuse_silent_alarms(settings: Settings) -> None:
    """Emails to those on call that nothing would send, or that would give the mail server's password away."""
    for name in ("on_call_emails", "escalation_emails"):
        if getattr(settings, name) and settings.mail_server is None:
            raise SettingsError(f"SMTP_URL is not set; nothing would send the emails to {name.upper()}")
    if settings.mail_server is not None and settings.mail_server.shows_password:
        raise SettingsError("SMTP_URL would send its password in the clear: use smtps:// or starttls=1 in production")
