"""The few drawings on a poster. They carry no words, so that they need no translation."""

import io

from feedback_service.posters.page import Colour, Page
from feedback_service.posters.qr import qr_png
from feedback_service.posters.zones import BLUE, INK

_FRAME = 1.4  # mm
_PALE_YELLOW: Colour = (255, 249, 196)
_YELLOW: Colour = (255, 214, 0)


def draw_code(page: Page, url: str, x: float, y: float, side: float) -> None:
    """The QR code for `url`, `side` mm wide with its quiet zone, in a frame that says "here"."""
    # Fine enough that viewers which smooth enlarged pictures leave the edges sharp.
    page.image(io.BytesIO(qr_png(url, scale=24)), x=x, y=y, w=side, h=side)
    page.set_draw_color(*BLUE)
    page.set_line_width(_FRAME)
    page.rect(x, y, side, side, round_corners=True, corner_radius=3)


def draw_panel(page: Page, x: float, y: float, width: float, height: float) -> None:
    """The pale yellow ground of the safety lines, with a strong edge above."""
    page.set_fill_color(*_PALE_YELLOW)
    page.rect(x, y, width, height, style="F")
    page.set_fill_color(*_YELLOW)
    page.rect(x, y, width, 1.6, style="F")


def draw_warning_sign(page: Page, x: float, y: float, width: float) -> None:
    """A triangle with an exclamation mark, `width` mm wide and 0.88 as high."""
    height = width * 0.88
    page.set_fill_color(*_YELLOW)
    page.set_draw_color(*INK)
    page.set_line_width(width * 0.08)
    page.polygon([(x + width / 2, y), (x + width, y + height), (x, y + height)], style="DF")
    page.set_fill_color(*INK)
    middle, stroke = x + width / 2, width * 0.1
    page.rect(middle - stroke / 2, y + height * 0.36, stroke, height * 0.32, style="F")
    page.circle(middle, y + height * 0.81, stroke * 0.6, style="F")


def draw_bubble(page: Page, x: float, y: float, width: float) -> None:
    """A speech bubble, `width` mm wide: the number beside it takes text messages."""
    height = width * 0.74
    page.set_fill_color(*BLUE)
    page.rect(x, y, width, height, style="F", round_corners=True, corner_radius=width * 0.2)
    page.polygon(
        [
            (x + width * 0.22, y + height * 0.9),
            (x + width * 0.52, y + height * 0.9),
            (x + width * 0.22, y + width),
        ],
        style="F",
    )
    page.set_fill_color(255, 255, 255)
    for share in (0.28, 0.5, 0.72):
        page.circle(x + width * share, y + height / 2, width * 0.07, style="F")
