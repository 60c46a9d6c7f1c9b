"""The addresses of this service within a text, as links that work wherever the page was opened."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Piece:
    """A run of text; `link` is the path it leads to, None for plain words."""

    text: str
    link: str | None = None


def pieces(text: str, public_url: str) -> list[Piece]:
    """The text cut at the addresses of this service, which become links.

    A link holds the path only: it works whichever name the service is opened by, and never
    leads anywhere else. A full stop or bracket after an address is not part of it.
    """
    address = re.compile(re.escape(public_url) + r"(?![\w.:@-])(?P<path>/(?![/\\])[^\s<>\"]*)?")
    base, result, position = urlsplit(public_url).path, [], 0
    for match in address.finditer(text):
        end = match.start() + len(match.group().rstrip(".,;:!?)'"))
        path = (match.group("path") or "/")[: max(1, end - match.start() - len(public_url))]
        result += [Piece(text[position : match.start()]), Piece(text[match.start() : end], base + path)]
        position = end
    return [piece for piece in [*result, Piece(text[position:])] if piece.text]
