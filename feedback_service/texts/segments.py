"""What a text costs: the parts that the networks charge for."""

_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_7_TWICE = frozenset("\f^{}\\[~]|€")


_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("“”„‟″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
        "…": "...",
        "•": "-",
    }
)


def plain(text: str) -> str:
    """The text with typewriter's quotes, dashes and dots, where that makes it cheaper; else as it is.

    A curly quote, which word processors put in by themselves, would halve what fits into a part.
    """
    typed = text.translate(_TYPOGRAPHY)
    return typed if is_gsm_7(typed) else text


def segments(text: str) -> int:
    """How many parts the networks charge for this text, one at least.

    GSM-7: 160 characters alone, 153 a part; `^{}\\[~]|€` count twice. One character outside it
    makes the whole text UCS-2: 70 alone, 67 a part, an emoji counting twice. What counts twice
    is never cut in two (3GPP TS 23.038, 23.040).
    """
    if is_gsm_7(text):
        sizes = [2 if letter in _GSM_7_TWICE else 1 for letter in text]
        return _parts(sizes, alone=160, part=153)
    return _parts([2 if letter > "\uffff" else 1 for letter in text], alone=70, part=67)


def is_gsm_7(text: str) -> bool:
    """Whether the text has no character that would halve what fits into a part."""
    return all(letter in _GSM_7 or letter in _GSM_7_TWICE for letter in text)


def _parts(sizes: list[int], *, alone: int, part: int) -> int:
    if sum(sizes) <= alone:
        return 1
    count, used = 1, 0
    for size in sizes:
        if used + size > part:
            count, used = count + 1, 0
        used += size
    return count
