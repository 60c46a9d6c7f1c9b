"""Example data, so that a newcomer sees a living service: `flask --app wsgi demo load`."""

from flask import Flask

from feedback_service.demo.commands import demo_group


def init_app(app: Flask) -> None:
    """Register the commands on `app`."""
    app.cli.add_command(demo_group)
