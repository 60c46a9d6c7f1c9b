"""Security headers on every answer."""

import base64
import hashlib

from flask import Flask, Response, current_app, request

from config.settings import Settings
from feedback_service.web.templating import Assets

# The one inline script there is, in nhsuk-frontend's page template; a browser test notices when it changes.
NHSUK_INLINE_SCRIPT = (
    "document.body.className += ' js-enabled' + "
    "('noModule' in HTMLScriptElement.prototype ? ' nhsuk-frontend-supported' : '');"
)


def init_headers(app: Flask, settings: Settings) -> None:
    """Add them to `app`."""
    digest = base64.b64encode(hashlib.sha256(NHSUK_INLINE_SCRIPT.encode()).digest()).decode()
    secure = settings.public_url.startswith("https://")

    @app.after_request
    def add_headers(response: Response) -> Response:
        scheme = "wss" if request.is_secure else "ws"
        # Safari before 15.4 does not count websockets to the same host as 'self'.
        policy = (
            f"default-src 'none'; script-src 'self' 'sha256-{digest}'; style-src 'self'; "
            "img-src 'self' data:; font-src 'self'; "
            f"connect-src 'self' {scheme}://{request.host}; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'; manifest-src 'self'"
        )
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        # Follow links hold a secret: no address of ours goes to another site.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.endpoint == "static" and response.status_code in {200, 304} and _is_this_version():
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store" if _is_personal() else "no-cache")
        return response


def _is_this_version() -> bool:
    """Whether the address names the file's content: an old process must not fix old content for a year."""
    assets: Assets = current_app.extensions["assets"]
    wanted = request.args.get("v")
    return wanted is not None and wanted == assets.version((request.view_args or {})["filename"])


def _is_personal() -> bool:
    return request.path.startswith(("/staff", "/follow", "/feedback", "/phone"))
