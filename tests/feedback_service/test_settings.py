"""Settings are read once and checked; production refuses to start on an unsafe one and names it."""

import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from config.first_run import write_secrets
from config.settings import SettingsError, load_settings
from tests.support.server import ROOT

SAFE: dict[str, object] = {
    "_env_file": None,
    "environment": "production",
    "secret_key": "s" * 40,
    "field_keys": Fernet.generate_key().decode(),
    "public_url": "https://feedback.example.nhs.uk",
    "twilio_account_sid": "AC1",
    "twilio_auth_token": "token",
    "twilio_from": "+447700900000",
}


def test_production_starts_with_everything_set() -> None:
    assert load_settings(**SAFE).is_production


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("secret_key", ""),
        ("secret_key", "short"),
        ("field_keys", ""),
        ("field_keys", " , "),
        ("field_keys", "not a key"),
        ("public_url", "http://feedback.example.nhs.uk"),
        ("public_url", "feedback.example.nhs.uk"),
        ("twilio_account_sid", ""),
        ("twilio_auth_token", ""),
        ("twilio_from", ""),
        ("port", "0"),
        ("trusted_proxies", "-1"),
    ],
)
def test_production_names_what_is_missing_or_unsafe(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name.upper()):
        load_settings(**{**SAFE, name: value})


def test_a_missing_secret_is_one_line_and_exit_status_2(tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "db", "current"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "SECRET_KEY": "x", "FIELD_KEYS": "broken"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 2
    assert len(answer.stderr.strip().splitlines()) == 1
    assert "FIELD_KEYS" in answer.stderr


def test_the_first_run_writes_secrets_once_and_for_the_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("FIELD_KEYS", raising=False)
    path = tmp_path / ".env"
    assert write_secrets(path)
    written = path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert not write_secrets(path)
    assert path.read_text() == written
    load_settings(_env_file=path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("on_call_numbers", "07700 900111"),
        ("escalation_numbers", "+447700900111;+447700900222"),
        ("on_call_emails", "grace"),
        ("on_call_emails", "grace@example.org\r\nBcc: x@example.org"),
        ("escalation_emails", "grace@example.org director@example.org"),
        ("escalate_after_minutes", "0"),
        ("email_from", "nobody"),
        ("email_from", "Feedback\n<feedback@example.org>"),
        ("smtp_url", "mail.example.org"),
        ("smtp_url", "smtp://"),
        ("smtp_url", "smtp://mail.example.org:none"),
        ("smtp_url", "smtp://mail.example.org?tls=1"),
        ("smtp_url", "smtp://mail.example.org?starttls=yes"),
        ("smtp_url", "smtps://mail.example.org?starttls=1"),
    ],
)
def test_whom_an_alarm_reaches_and_how_is_checked_at_the_start(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name.upper()} is not usable"):
        load_settings(**{**SAFE, name: value})


def test_numbers_and_addresses_may_be_written_as_people_write_them() -> None:
    settings = load_settings(
        **SAFE,
        on_call_numbers=" +44 7700 900111, +44 (7700) 900-222 ,",
        on_call_emails=" grace@example.org , director@example.org",
        smtp_url="smtps://mail.example.org",
        email_from="Feedback alarms <feedback@example.org>",
    )
    assert settings.on_call_numbers == "+447700900111,+447700900222"
    assert settings.on_call_emails == "grace@example.org,director@example.org"


@pytest.mark.parametrize(
    ("named", "values"),
    [
        ("SMTP_URL", {"on_call_emails": "grace@example.org"}),
        ("SMTP_URL", {"escalation_emails": "grace@example.org"}),
        ("EMAIL_FROM", {"smtp_url": "smtps://mail.example.org"}),
        ("SMTP_URL", {"smtp_url": "smtp://user:secret@mail.example.org", "email_from": "feedback@example.org"}),
    ],
)
def test_production_refuses_alerts_that_nothing_would_send_or_a_password_in_the_clear(
    named: str, values: dict[str, object]
) -> None:
    with pytest.raises(SettingsError, match=f"^{named}") as refused:
        load_settings(**{**SAFE, **values})
    assert "secret" not in str(refused.value)
