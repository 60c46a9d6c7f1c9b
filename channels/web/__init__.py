"""The form on the web: one page, one POST, then the equality questions apart, then the page that thanks.

    GET /feedback ──> POST ──> stored ──303──> equality questions ──> the page with the link
                        └─ a mistake, or too many: the same page with everything that was typed

The page that follows the POST already says the reference: whoever leaves there loses nothing.
"""

from flask import Flask

from channels.web import afterwards, views
from config.settings import Settings


def init_app(app: Flask, _settings: Settings) -> None:
    """Register the form and what follows it on `app`."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(afterwards.blueprint)
    # Nobody is signed in here, so a forged request has no authority to borrow; an expired token
    # would only lose what somebody typed.
    app.extensions["csrf"].exempt(views.blueprint)
    app.extensions["csrf"].exempt(afterwards.blueprint)
