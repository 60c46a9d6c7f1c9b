"""Posters and QR codes: pure rendering, with neither database nor web framework."""

from feedback_service.posters.fonts import FontsMissing
from feedback_service.posters.poster import Poster, PosterText, poster_pdf
from feedback_service.posters.qr import qr_png, qr_svg

__all__ = ["FontsMissing", "Poster", "PosterText", "poster_pdf", "qr_png", "qr_svg"]
