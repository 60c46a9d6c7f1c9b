"""QR codes and short links: counts that a code was opened, and leads to the form."""

from flask import Flask

from channels.qr import views
from config.settings import Settings


def init_app(app: Flask, _settings: Settings) -> None:
    """Register the address that codes hold on `app`."""
    app.register_blueprint(views.blueprint)
