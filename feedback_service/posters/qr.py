"""QR codes that still scan from a creased poster, under glass, with a cheap phone."""

import io

import segno

# Level Q survives the loss of a quarter of the code; readers expect four light modules around it.
_ERROR_LEVEL = "q"
QUIET_ZONE = 4  # modules


def _code(url: str) -> segno.QRCode:
    return segno.make_qr(url, error=_ERROR_LEVEL)


def qr_svg(url: str) -> str:
    """The code for `url` as one `<svg>` element to stand inside a page.

    It has a viewBox and no size of its own, so that CSS sizes it, and no role or label: the page
    that shows it says what it is for.
    """
    svg = io.BytesIO()
    _code(url).save(
        svg,
        kind="svg",
        border=QUIET_ZONE,
        light="#fff",
        omitsize=True,
        xmldecl=False,
        nl=False,
        svgclass=None,
        lineclass=None,
    )
    return svg.getvalue().decode("ascii")


def qr_png(url: str, scale: int = 12) -> bytes:
    """The code for `url` as a PNG image, `scale` pixels to a module, quiet zone included."""
    image = io.BytesIO()
    _code(url).save(image, kind="png", scale=scale, border=QUIET_ZONE)
    return image.getvalue()


def modules(url: str) -> int:
    """How many modules the code for `url` is wide, without the quiet zone."""
    return int(_code(url).symbol_size(border=0)[0])
