"""The Jinja environment: NHS components, autoescape everywhere, words and dates in the reader's language."""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, Response, request, url_for
from flask_babel import Babel, format_date, format_datetime, get_timezone
from jinja2 import ChainableUndefined, ChoiceLoader, PackageLoader
from markupsafe import Markup

from config.settings import Settings
from feedback_service import labels, languages, vocabulary
from feedback_service.clock import now, today


def init_templating(app: Flask, settings: Settings) -> None:
    """Set up languages and templates on `app`."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(Path(__file__).parent.parent / "translations")
    app.config["BABEL_DEFAULT_TIMEZONE"] = settings.timezone
    Babel(app, locale_selector=languages.select_language)
    app.jinja_env.undefined = ChainableUndefined
    app.jinja_env.autoescape = True
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_loader = ChoiceLoader([PackageLoader("feedback_service.web"), PackageLoader("nhsuk_frontend_jinja")])
    app.add_template_filter(day_text)
    app.add_template_filter(moment_text)
    app.add_template_filter(days_since)
    app.add_template_filter(telephone)
    assets = app.extensions["assets"] = Assets(app)
    app.jinja_env.globals |= {
        "asset": assets.url,
        "settings": settings,
        "labels": labels,
        "vocabulary": vocabulary,
        "languages": languages.ALL,
        "current_language": languages.current_language,
        "direction": vocabulary.direction,
        "query_with": query_with,
        "today": lambda: today(settings.timezone),
    }

    @app.after_request
    def remember_language(response: Response) -> Response:
        wanted = request.args.get("lang")
        # A page that `lang` means something else to, such as a poster, was not shown in it.
        if wanted in languages.BY_CODE and wanted == languages.select_language():
            response.set_cookie(
                languages.COOKIE,
                wanted,
                max_age=365 * 86400,
                samesite="Lax",
                httponly=True,
                secure=settings.public_url.startswith("https://"),
            )
        return response


def day_text(value: date | datetime | str | None) -> str:
    """`23 November 2026` in the reader's language; takes a date, a moment, or either as ISO 8601."""
    if value is None:
        return ""
    return str(format_date(_parsed(value), "d MMMM y"))


def moment_text(value: datetime | str) -> str:
    """`23 November 2026, 09:30` in the reader's language, local time."""
    return str(format_datetime(_parsed(value), "d MMMM y, HH:mm"))


def days_since(value: datetime | str | None) -> int:
    """Whole local calendar days from the moment until today, 0 for none."""
    if value is None:
        return 0
    moment = _parsed(value)
    day = moment.astimezone(get_timezone()).date() if isinstance(moment, datetime) else moment
    return max(0, (now().astimezone(get_timezone()).date() - day).days)


def telephone(number: str) -> Markup:
    """A link that calls the number: on a phone, in distress, one touch is enough."""
    digits = "".join(letter for letter in number if letter.isdigit() or letter == "+")
    return Markup('<a class="telephone" href="tel:{}" dir="ltr">{}</a>').format(digits, number)


def _parsed(value: date | datetime | str) -> date | datetime:
    if not isinstance(value, str):
        return value
    if len(value) == 10:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value).astimezone(UTC)


def query_with(**changes: str | int | None) -> str:
    """This request's query string with `changes`; None removes a name."""
    values = request.args.to_dict()
    for name, value in changes.items():
        if value is None:
            values.pop(name, None)
        else:
            values[name] = str(value)
    return urlencode(values)


class Assets:
    """Addresses of static files with their content's hash, so that they may be cached for a year."""

    def __init__(self, app: Flask) -> None:
        self._folder = Path(app.static_folder or "")
        self._hashes: dict[str, tuple[float, str]] = {}

    def url(self, name: str) -> str:
        """`/static/<name>?v=<hash>`; raises FileNotFoundError for a file that was not built."""
        return url_for("static", filename=name, v=self.version(name))

    def version(self, name: str) -> str:
        """The hash of the file as it is now; raises FileNotFoundError."""
        path = self._folder / name
        changed = path.stat().st_mtime
        known = self._hashes.get(name)
        if known is None or known[0] != changed:
            known = (changed, hashlib.sha256(path.read_bytes()).hexdigest()[:12])
            self._hashes[name] = known
        return known[1]
