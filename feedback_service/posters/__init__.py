"""Posters and QR codes: pure rendering, with neither database nor web framework."""

from feedback_service.posters.fonts import FontsMissing, NoLetters
from feedback_service.posters.poster import MOST_LANGUAGES, Poster, PosterText, poster_pdf
from feedback_service.posters.qr import qr_png, qr_svg
from feedback_service.posters.zones import TooLong

__all__ = [
    "MOST_LANGUAGES",
    "FontsMissing",
    "NoLetters",
    "Poster",
    "PosterText",
    "TooLong",
    "poster_pdf",
    "qr_png",
    "qr_svg",
]
