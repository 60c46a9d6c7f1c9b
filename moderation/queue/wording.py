"""Words for the queue: how many a list holds."""

from flask import Flask
from flask_babel import format_decimal

from moderation.queue.queries import MOST_COUNTED


def count_text(count: int | None) -> str:
    """`12`, `1,000+` for more than is counted, nothing for what is not."""
    if count is None:
        return ""
    return format_decimal(count) if count <= MOST_COUNTED else f"{format_decimal(MOST_COUNTED)}+"


def init_queue(app: Flask) -> None:
    """Make it a filter of the templates."""
    app.add_template_filter(count_text)
