"""What a text will cost before it is sent, for staff to see where they write."""

from dataclasses import dataclass

from flask import current_app

from config.settings import Settings
from feedback_service.texts.segments import is_gsm_7, segments


@dataclass(frozen=True)
class Estimate:
    """`segments`: the parts that the network charges for; `pence`: what they cost together; `holds`: how many
    characters one text holds where it is alone, 160 or 70."""

    segments: int
    pence: float
    holds: int


def estimate(body: str) -> Estimate:
    """The parts and the price of this text, at TEXT_PRICE_PENCE a part."""
    settings: Settings = current_app.extensions["settings"]
    parts = segments(body)
    return Estimate(parts, round(parts * settings.text_price_pence, 2), 160 if is_gsm_7(body) else 70)
