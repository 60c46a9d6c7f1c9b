"""The ways in and out, one folder each. Adding a channel is a folder and its line in CHANNELS.

A channel's package has `init_app(app, settings)`, which registers its views and commands, and may
have `jobs(settings)`, its sweeps for the scheduler. It parses what its provider sends, calls
`feedback_service.intake.accept`, and sends what the outbox holds for it; a provider's SDK is
imported nowhere else.
"""

from flask import Flask

from channels import csv_import, email, phone, qr, sms, web
from config.settings import Settings
from feedback_service.scheduler import Job

CHANNELS = (
    sms,
    phone,
    web,
    qr,
    csv_import,
    email,
)


def init_app(app: Flask, settings: Settings) -> None:
    """Register every channel on `app`."""
    for channel in CHANNELS:
        channel.init_app(app, settings)


def jobs(settings: Settings) -> list[Job]:
    """Every channel's sweeps."""
    return [job for channel in CHANNELS if hasattr(channel, "jobs") for job in channel.jobs(settings)]
