"""Setting text on an A4 page: shaping, direction, line breaks and nothing of the poster's design."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fpdf import FPDF, Align, ViewerPreferences

from feedback_service.posters.fonts import Family, choose_family

Colour = tuple[int, int, int]
Side = Literal["left", "centre", "right"]

MILLIMETRES_PER_POINT = 25.4 / 72
_ALIGN = {"left": Align.L, "centre": Align.C, "right": Align.R}
_MEASURED_AT = 100.0  # points

# Line height over font size. Arabic hangs low and carries marks on both sides; the Indic scripts
# stack vowel signs above and below; Latin needs the least.
_LEADING = {"noto-sans": 1.22, "noto-sans-arabic": 1.45}
_LEADING_OTHERWISE = 1.38
_SENTENCE_END = re.compile(r"(?<=[.!?؟۔।])\s+")


@dataclass(frozen=True)
class Voice:
    """How a language is written: BCP 47 tag, direction (None: by its first letter), typeface."""

    language: str
    direction: Literal["ltr", "rtl"] | None
    family: str

    @property
    def start(self) -> Side:
        """The side of the page on which its lines begin."""
        return "right" if self.direction == "rtl" else "left"


@dataclass(frozen=True)
class Paragraph:
    """A text broken into lines at one size (points)."""

    lines: tuple[str, ...]
    voice: Voice
    size: float
    bold: bool

    @property
    def leading(self) -> float:
        """Height of one line in millimetres."""
        return self.size * MILLIMETRES_PER_POINT * _LEADING.get(self.voice.family, _LEADING_OTHERWISE)

    @property
    def height(self) -> float:
        """Height of all lines in millimetres."""
        return self.leading * len(self.lines)


class Page(FPDF):
    """One A4 page, in millimetres from the top left corner.

    Lay everything out first and call `add_page` before the first `put`: measuring on an open page
    leaves marks in it.
    """

    def __init__(self, families: Sequence[Family]) -> None:
        super().__init__(unit="mm", format="A4")
        self._families = tuple(families)
        self._widths: dict[tuple[str, Voice, bool], float] = {}
        for family in families:
            self.add_font(family.name, "", family.regular)
            self.add_font(family.name, "B", family.bold)
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.c_margin = 0

    def describe(self, title: str, language: str, author: str) -> None:
        """What a reader shows in its title bar and reads aloud in (`language`: BCP 47)."""
        self.set_title(title)
        self.set_author(author)
        self.set_lang(language)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)

    def voice(self, text: str, language: str, direction: Literal["ltr", "rtl"] | None, whose: str) -> Voice:
        """The voice that suits `text`. Raises NoLetters, naming `whose`, when no font has its letters."""
        return Voice(language, direction, choose_family(_clean(text), self._families, whose).name)

    def paragraph(
        self, text: str, voice: Voice, size: float, width: float, bold: bool = False, sentences: bool = False
    ) -> Paragraph | None:
        """Break `text` into lines of at most `width` mm; None when one word alone is wider.

        Lines come out about equally long, so that no last word stands alone. With `sentences`,
        a text that needs several lines begins a new one with every sentence.
        """
        whole = _clean(text)
        parts = [whole]
        if sentences and self._width(whole, voice, bold) * size > width:
            parts = _SENTENCE_END.split(whole)
        lines: list[str] = []
        for part in parts:
            broken = self._lines(part, voice, size, width, bold)
            if broken is None:
                return None
            lines.extend(broken)
        return Paragraph(tuple(lines), voice, size, bold)

    def _lines(self, text: str, voice: Voice, size: float, width: float, bold: bool) -> list[str] | None:
        words = [word for word in re.split(r"[ \t\r\n]+", text) if word]
        if not words:
            return []
        widths = [self._width(word, voice, bold) * size for word in words]
        if max(widths) > width:
            return None
        space = (self._width("x x", voice, bold) - self._width("xx", voice, bold)) * size
        return [" ".join(words[start:end]) for start, end in _balanced(widths, space, width)]

    def address(self, text: str, voice: Voice, size: float, smallest: float, width: float) -> Paragraph:
        """`text` in bold on one line, at `size` points or less; below `smallest` it breaks anywhere."""
        size = max(smallest, min(size, width / self._width(text, voice, True)))
        length = len(text)
        while length > 1 and self._width(text[:length], voice, True) * size > width * 1.001:
            length -= 1
        lines = (text[start : start + length] for start in range(0, len(text), length))
        return Paragraph(tuple(lines), voice, size, True)

    def extent(self, paragraph: Paragraph) -> float:
        """Width of the longest line in millimetres."""
        widths = [self._width(line, paragraph.voice, paragraph.bold) for line in paragraph.lines]
        return max(widths, default=0.0) * paragraph.size

    def put(self, paragraph: Paragraph, x: float, y: float, width: float, colour: Colour, side: Side) -> float:
        """Draw `paragraph` from `y` down, against one `side` of the column; returns the y below it."""
        self._use(paragraph.voice, paragraph.bold, paragraph.size)
        self.set_text_color(*colour)
        for line in paragraph.lines:
            self.set_xy(x, y)
            self._begin_spoken(line, paragraph.voice.language)
            self.cell(width, paragraph.leading, line, align=_ALIGN[side])
            self._out("EMC")
            y += paragraph.leading
        return y

    def _begin_spoken(self, line: str, language: str) -> None:
        """Name the language and the letters of what follows: shaped glyphs alone cannot be read
        aloud or searched (PDF 32000-1, 14.9.2 and 14.9.4)."""
        letters = ("\ufeff" + line).encode("utf-16-be").hex().upper()
        tag = "".join(character for character in language if character.isalnum() or character == "-")
        self._out(f"/Span <</Lang ({tag}) /ActualText <{letters}>>> BDC")

    def _use(self, voice: Voice, bold: bool, size: float) -> None:
        self.set_font(voice.family, "B" if bold else "", size)
        self.set_fallback_fonts([family.name for family in self._families if family.name != voice.family])
        self.set_text_shaping(True, direction=voice.direction, language=voice.language)

    def _width(self, text: str, voice: Voice, bold: bool) -> float:
        """Width of `text` in millimetres per point of size."""
        key = (text, voice, bold)
        if key not in self._widths:
            self._use(voice, bold, _MEASURED_AT)
            self._widths[key] = self.get_string_width(text) / _MEASURED_AT
        return self._widths[key]


def sentence_count(text: str) -> int:
    """How many sentences `text` has, in any script that the service is written in."""
    return len(_SENTENCE_END.split(text.strip()))


def _clean(text: str) -> str:
    """Composed letters, because a font may have é but not its two parts; no line begins with a dash."""
    return re.sub(r" ([–—])", "\u00a0\\1", unicodedata.normalize("NFC", text))


def _break(widths: Sequence[float], space: float, limit: float) -> list[tuple[int, int]]:
    """Fill lines of at most `limit` with words; each line as (first word, one past the last)."""
    lines, start, used = [], 0, widths[0]
    for index in range(1, len(widths)):
        if used + space + widths[index] > limit:
            lines.append((start, index))
            start, used = index, widths[index]
        else:
            used += space + widths[index]
    return [*lines, (start, len(widths))]


def _balanced(widths: Sequence[float], space: float, limit: float) -> list[tuple[int, int]]:
    """As few lines as `limit` allows, broken at the narrowest width that needs no more of them."""
    fewest = len(_break(widths, space, limit))
    too_narrow, enough = max(widths), limit
    while enough - too_narrow > 0.5:
        middle = (too_narrow + enough) / 2
        if len(_break(widths, space, middle)) == fewest:
            enough = middle
        else:
            too_narrow = middle
    return _break(widths, space, enough)
