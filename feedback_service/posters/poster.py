"""A poster for a waiting room: one A4 page that invites people to say how it was."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from feedback_service.posters.fonts import load_families
from feedback_service.posters.page import Page, Voice
from feedback_service.posters.qr import QUIET_ZONE, modules
from feedback_service.posters.shapes import draw_bubble, draw_code, draw_panel, draw_warning_sign
from feedback_service.posters.zones import (
    BLUE,
    INK,
    WHITE,
    Breaking,
    CodeZone,
    Grid,
    Piece,
    Saying,
    Zone,
    grid,
    invitations,
    largest,
)

MOST_LANGUAGES = 6

_WIDTH, _HEIGHT, _MARGIN = 210.0, 297.0, 13.0  # mm
_CONTENT = _WIDTH - 2 * _MARGIN
_COLUMN_GAP = 10.0  # mm
_SMALLEST_CODE = 70.0  # mm, without the quiet zone
_SMALLEST_LINK = 12.0  # points
_PANEL_PADDING = 5.0  # mm
_SIGN = 12.0  # mm


@dataclass(frozen=True)
class PosterText:
    """The poster's words in one language, already translated (`language`: BCP 47, such as "pa")."""

    language: str
    direction: Literal["ltr", "rtl"]
    heading: str
    invitation: str
    how: str
    safety: str


@dataclass(frozen=True)
class Poster:
    """What a poster says; the first text leads. `text_number`: what one can text instead, or None."""

    url: str
    place_name: str
    service_name: str
    texts: tuple[PosterText, ...]
    text_number: str | None


def poster_pdf(poster: Poster, fonts: Path) -> bytes:
    """One A4 page as a PDF, set with the TrueType files in the folder `fonts`.

    Raises ValueError for no texts or more than 6, `NoLetters` for a text that no font can write (it
    names the language), `TooLong` for one too long to be readable; `FontsMissing` when the fonts were not built.
    """
    if not 1 <= len(poster.texts) <= MOST_LANGUAGES:
        raise ValueError(f"a poster has 1 to {MOST_LANGUAGES} languages, not {len(poster.texts)}")
    lead = poster.texts[0]
    page = Page(load_families(fonts))
    page.describe(f"{lead.heading} – {poster.place_name}", lead.language, poster.service_name)
    _Layout(page, poster).draw()
    return bytes(page.output())


class _Layout:
    """Measures every zone, then draws them; nothing is drawn before everything fits."""

    def __init__(self, page: Page, poster: Poster) -> None:
        self.page, self.poster = page, poster
        self.count = len(poster.texts)
        self.start = "right" if poster.texts[0].direction == "rtl" else "left"
        crowded = self.count > 4
        self.gap = 8.0 if crowded else 10.0
        self.band = largest(self._band, 76 if crowded else 84, 0.3, "a heading")
        self.safety = largest(self._safety, 60 if crowded else 48, 0.55, "a safety line")
        self.panel_height = max(self.safety.height, _SIGN) + 2 * _PANEL_PADDING
        self.top = self.band.height + self.gap
        self.room = _HEIGHT - _MARGIN - self.panel_height - self.gap - self.top
        self.code = largest(self._code, self.room, 0.4, "the place or the link")
        self.column = _CONTENT - self.code.code_side - _COLUMN_GAP
        self.words = largest(self._words, self.room, 0.33, "an invitation")

    def _sayings(self, field: str) -> list[Saying]:
        """One field of every text (heading, invitation, how or safety), each with its voice."""
        sayings = []
        for text in self.poster.texts:
            words = getattr(text, field)
            whose = f"the {field} in language {text.language!r}"
            sayings.append(Saying(words, self.page.voice(words, text.language, text.direction, whose)))
        return sayings

    def _label(self, words: str, whose: str, direction: Literal["ltr", "rtl"] | None = None) -> Voice:
        """The voice of a name, number or link, which belongs to no language in particular."""
        return self.page.voice(words, self.poster.texts[0].language, direction, whose)

    def _band(self, scale: float, breaking: Breaking) -> Zone | None:
        name = self.poster.service_name
        lead, *others = self._sayings("heading")
        service = self.page.paragraph(name, self._label(name, "the service name"), 15, _CONTENT, bold=True)
        size = (72, 60, 52, 50, 48, 48)[self.count - 1] * scale
        heading = self.page.paragraph(lead.text, lead.voice, size, _CONTENT, bold=True)
        columns, share = (2 if len(others) > 2 else 1), (0.5 if len(others) < 4 else 0.42)
        rest = grid(self.page, others, Grid(columns, size * share, _CONTENT, WHITE, breaking))
        if service is None or heading is None or rest is None:
            return None
        pieces = [Piece(service, 0, 10, _CONTENT, WHITE, lead.voice.start)]
        y = 10 + service.height + 5
        pieces.append(Piece(heading, 0, y, _CONTENT, WHITE, lead.voice.start))
        y += heading.height + (3 if others else 0)
        pieces += [Piece(p.paragraph, p.x, p.y + y, p.width, p.colour, p.side) for p in rest.pieces]
        return Zone(y + rest.height + 8, tuple(pieces))

    def _safety(self, scale: float, breaking: Breaking) -> Zone | None:
        width = _CONTENT - _SIGN - 3 * _PANEL_PADDING
        size = (21, 15, 14, 14, 13, 13)[self.count - 1] * scale
        return grid(self.page, self._sayings("safety"), Grid(2, size, width, INK, breaking))

    def _code(self, scale: float, _breaking: Breaking) -> CodeZone | None:
        poster, page = self.poster, self.page
        count = modules(poster.url)
        symbol = max(_SMALLEST_CODE, (82, 78, 72, 70, 70, 70)[self.count - 1] * scale)
        side = symbol * (count + 2 * QUIET_ZONE) / count
        place = page.paragraph(
            poster.place_name, self._label(poster.place_name, "the place name"), 24 * scale, side, bold=True
        )
        if place is None:
            return None
        pieces = [Piece(place, 0, 0, side, INK, "centre")]
        code_top = place.height + 4
        y = code_top + side + 4
        link = poster.url.split("://", 1)[-1].rstrip("/")
        lines = [(link, "the link", 18 * scale)]
        if poster.text_number:
            lines.append((poster.text_number, "the text number", 22 * scale))
        for words, whose, size in lines:
            voice = self._label(words, whose, "ltr")
            paragraph = page.address(words, voice, size, _SMALLEST_LINK, side)
            # The number makes room for the speech bubble at its left.
            shift = paragraph.leading / 2 if words == poster.text_number else 0
            pieces.append(Piece(paragraph, shift, y, side, BLUE, "centre"))
            y += paragraph.height + 3
        return CodeZone(y - 3, tuple(pieces), code_top=code_top, code_side=side)

    def _words(self, scale: float, breaking: Breaking) -> Zone | None:
        pairs = list(zip(self._sayings("invitation"), self._sayings("how"), strict=True))
        # With many languages, a line for every sentence would cost too much size.
        sentences = self.count < 4 and breaking != "running"
        return invitations(self.page, pairs, scale, self.column, sentences)

    def draw(self) -> None:
        """Draw the poster on a new page."""
        page = self.page
        page.add_page()
        page.set_fill_color(*BLUE)
        page.rect(0, 0, _WIDTH, self.band.height, style="F")
        self.band.draw(page, _MARGIN, 0)
        self._draw_body()
        self._draw_safety()

    def _draw_body(self) -> None:
        at_left = self.start == "left"
        code_x = _MARGIN if at_left else _WIDTH - _MARGIN - self.code.code_side
        words_x = _WIDTH - _MARGIN - self.column if at_left else _MARGIN
        code_y = self.top + (self.room - self.code.height) / 2
        self.code.draw(self.page, code_x, code_y)
        draw_code(self.page, self.poster.url, code_x, code_y + self.code.code_top, self.code.code_side)
        if self.poster.text_number:
            number = self.code.pieces[-1]
            height = number.paragraph.leading
            middle = code_x + number.x + number.width / 2
            left = middle - self.page.extent(number.paragraph) / 2 - height
            draw_bubble(self.page, left, code_y + number.y + height * 0.14, height * 0.75)
        # Beside the middle of the code, as far as there is room.
        words_y = code_y + self.code.code_top + (self.code.code_side - self.words.height) / 2
        lowest = self.top + self.room - self.words.height
        self.words.draw(self.page, words_x, min(max(words_y, self.top), lowest))

    def _draw_safety(self) -> None:
        top = _HEIGHT - _MARGIN - self.panel_height
        at_left = self.start == "left"
        draw_panel(self.page, _MARGIN, top, _CONTENT, self.panel_height)
        sign_x = _MARGIN + _PANEL_PADDING if at_left else _WIDTH - _MARGIN - _PANEL_PADDING - _SIGN
        words_x = _MARGIN + _PANEL_PADDING + (_SIGN + _PANEL_PADDING if at_left else 0)
        middle = top + self.panel_height / 2
        draw_warning_sign(self.page, sign_x, middle - _SIGN * 0.42, _SIGN)
        self.safety.draw(self.page, words_x, middle - self.safety.height / 2)
