"""The parts of a poster, each laid out as large as its share of the page allows.

A zone knows its height before anything is drawn, so that nothing can overlap or spill over.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from feedback_service.posters.page import Colour, Page, Paragraph, Side, Voice, sentence_count

BLUE: Colour = (0, 94, 184)
WHITE: Colour = (255, 255, 255)
INK: Colour = (33, 43, 50)
QUIET_INK: Colour = (66, 85, 99)
RULE: Colour = (216, 221, 224)

# The share of its size that a text may give up, and the scale that it must keep, for undivided sentences.
_WORTH_UNDIVIDED = 0.85
_UNDIVIDED_FROM = 0.75
_SHRINK = 0.97
_COLUMN_GAP = 8.0  # mm


@dataclass(frozen=True)
class Piece:
    """A paragraph with its place: millimetres from the zone's top left corner."""

    paragraph: Paragraph
    x: float
    y: float
    width: float
    colour: Colour
    side: Side


@dataclass(frozen=True)
class Zone:
    """Pieces, the hairlines between them (each a y in mm) and the height that they need in mm."""

    height: float
    pieces: tuple[Piece, ...]
    rules: tuple[float, ...] = ()

    def draw(self, page: Page, x: float, y: float) -> None:
        """Draw every piece with the zone's top left corner at (x, y) mm."""
        page.set_draw_color(*RULE)
        page.set_line_width(0.4)
        for rule in self.rules:
            page.line(x, y + rule, x + max(piece.width for piece in self.pieces), y + rule)
        for piece in self.pieces:
            page.put(piece.paragraph, x + piece.x, y + piece.y, piece.width, piece.colour, piece.side)


class TooLong(ValueError):
    """A text does not fit on the page at a size that can be read."""


Fitted = TypeVar("Fitted", bound=Zone)

# How sentences meet line ends: each on one line, each on lines of its own, or one after another.
Breaking = Literal["undivided", "sentences", "running"]
Attempt = Callable[[float, Breaking], Fitted | None]


def largest(attempt: Attempt[Fitted], limit: float, smallest: float, what: str) -> Fitted:
    """The zone at the greatest scale (1 down to `smallest`) at which it is at most `limit` mm high.

    A sentence to a line reads best; undivided sentences are worth a little size, and running text
    is what remains for long texts. Raises TooLong, naming `what` it is, when even that is too
    small to read.
    """
    zone, scale = _fitted(attempt, limit, 1.0, smallest, "sentences")
    if zone is not None:
        floor = max(scale * _WORTH_UNDIVIDED, _UNDIVIDED_FROM)
        return _fitted(attempt, limit, scale, floor, "undivided")[0] or zone
    zone, _ = _fitted(attempt, limit, 1.0, smallest, "running")
    if zone is None:
        raise TooLong(f"{what} is too long for a poster")
    return zone


def _fitted(
    attempt: Attempt[Fitted], limit: float, scale: float, smallest: float, breaking: Breaking
) -> tuple[Fitted | None, float]:
    while scale >= smallest:
        zone = attempt(scale, breaking)
        if zone is not None and zone.height <= limit:
            return zone, scale
        scale *= _SHRINK
    return None, scale


@dataclass(frozen=True)
class Saying:
    """A text and the voice it is set in."""

    text: str
    voice: Voice


@dataclass(frozen=True)
class Grid:
    """How texts stand in rows: columns, size in points, whole width in mm, colour, line ends."""

    columns: int
    size: float
    width: float
    colour: Colour
    breaking: Breaking


def grid(page: Page, sayings: Sequence[Saying], form: Grid) -> Zone | None:
    """Bold texts in rows; the last one, when alone in its row, has it whole.

    Right-to-left texts stand at the right of their row, the first one outermost, where their
    readers begin. None when a text does not fit its cell.
    """
    pieces: list[Piece] = []
    y = 0.0
    for start in range(0, len(sayings), form.columns):
        row = _in_reading_order(sayings[start : start + form.columns])
        cell = (form.width - _COLUMN_GAP * (len(row) - 1)) / len(row)
        y += form.size * 0.14 if start else 0
        tallest = 0.0
        for index, saying in enumerate(row):
            paragraph = _cell(page, saying, form, cell)
            if paragraph is None:
                return None
            x = index * (cell + _COLUMN_GAP)
            pieces.append(Piece(paragraph, x, y, cell, form.colour, saying.voice.start))
            tallest = max(tallest, paragraph.height)
        y += tallest
    return Zone(y, tuple(pieces))


def _in_reading_order(row: Sequence[Saying]) -> list[Saying]:
    rightwards = [saying for saying in row if saying.voice.start == "left"]
    leftwards = [saying for saying in row if saying.voice.start == "right"]
    return rightwards + leftwards[::-1]


def _cell(page: Page, saying: Saying, form: Grid, width: float) -> Paragraph | None:
    sentences = form.breaking != "running"
    paragraph = page.paragraph(saying.text, saying.voice, form.size, width, bold=True, sentences=sentences)
    divided = paragraph is not None and len(paragraph.lines) > sentence_count(saying.text)
    return None if form.breaking == "undivided" and divided else paragraph


@dataclass(frozen=True)
class CodeZone(Zone):
    """A zone with room for the QR code: its top edge and its side, quiet zone included, in mm."""

    code_top: float = 0.0
    code_side: float = 0.0


def invitations(
    page: Page, pairs: Sequence[tuple[Saying, Saying]], scale: float, width: float, sentences: bool
) -> Zone | None:
    """What to do (bold) and how easy it is (quieter), language by language.

    `sentences`: each begins a new line. None when a word does not fit.
    """
    alone = len(pairs) == 1
    size = (26 if alone else 27) * scale
    gap = (14 if sentences else 10) * scale
    pieces: list[Piece] = []
    rules: list[float] = []
    y = 0.0
    for invitation, how in pairs:
        if pieces:
            rules.append(y + gap / 2)
            y += gap
        first = page.paragraph(invitation.text, invitation.voice, size, width, bold=True, sentences=sentences)
        second = page.paragraph(how.text, how.voice, size * (0.74 if alone else 0.84), width, sentences=True)
        if first is None or second is None:
            return None
        side = invitation.voice.start
        pieces.append(Piece(first, 0, y, width, INK, side))
        y += first.height + (5 if alone else 2.5) * scale
        pieces.append(Piece(second, 0, y, width, QUIET_INK, side))
        y += second.height
    return Zone(y, tuple(pieces), tuple(rules))
