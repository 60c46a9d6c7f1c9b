"""Comments that people gave elsewhere, from a CSV file: reading (pure) ──> importing ──> intake."""

from flask import Flask

from channels.csv_import.commands import import_command
from config.settings import Settings


def init_app(app: Flask, _settings: Settings) -> None:
    """Register the command on `app`."""
    app.cli.add_command(import_command)
