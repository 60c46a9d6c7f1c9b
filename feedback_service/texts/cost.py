"""What a text will cost before it is sent, for staff to see where they write."""

from dataclasses import dataclass

from flask import current_app

from config.settings import Settings
from feedback_service.texts.segments import segments


@dataclass(frozen=True)
class Estimate:
    """`segments`: the parts that the network charges for; `pence`: what they cost together."""

    segments: int
    pence: float


def estimate(body: str) -> Estimate:
    """The parts and the price of this text, at TEXT_PRICE_PENCE a part."""
    settings: Settings = current_app.extensions["settings"]
    parts = segments(body)
    return Estimate(parts, round(parts * settings.text_price_pence, 2))
